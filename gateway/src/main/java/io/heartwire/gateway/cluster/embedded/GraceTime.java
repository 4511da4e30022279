package io.heartwire.gateway.cluster.embedded;

import io.heartwire.core.time.NanoClock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The time by which graces and holds of offline events end, in microseconds: {@link EngineTime}
 * without what passed while the engine stood still, because its process was stopped, its machine
 * had no time for it, or its disk took its time. Nobody could come back meanwhile.
 *
 * <p>NOT thread safe: the thread that commits owns it. While anybody is in grace a transaction has
 * to begin at least every {@link #LOOK_NANOS}.
 */
final class GraceTime {
  /** So often it is looked at; so much of each standstill counts, or no grace would ever end. */
  static final long LOOK_NANOS = Duration.ofMillis(500).toNanos();

  private static final Logger LOG = LoggerFactory.getLogger(GraceTime.class);

  /** What is late by no more than this was not away: a disk has its moments. */
  private static final long NOTICED_NANOS = LOOK_NANOS;

  /** Shorter ones are usual on a busy machine. */
  private static final long WORTH_A_WARNING_MS = 2_000;

  private final NanoClock clock;
  private final EngineTime time;
  private long plannedNanos = LOOK_NANOS;
  private long wentOnAtNanos;
  private long beganAtNanos;

  /** Of which the last commit knew, in microseconds; and the same with what came since. */
  private long knownMicros;

  private long stoodMicros;

  /** Starts now, as {@code time}. */
  GraceTime(NanoClock clock, EngineTime time) {
    this.clock = clock;
    this.time = time;
    this.wentOnAtNanos = clock.nanoTime();
    this.beganAtNanos = wentOnAtNanos;
  }

  /** Now. */
  long now() {
    return time.now() - stoodMicros;
  }

  /** The next transaction begins in so many nanoseconds at the latest. */
  void plans(long nanos) {
    plannedNanos = Math.max(LOOK_NANOS, nanos);
  }

  /** A transaction has begun, and nothing was done in it: not even an end of grace. */
  void began() {
    beganAtNanos = clock.nanoTime();
    long lateNanos = beganAtNanos - wentOnAtNanos - plannedNanos;
    stoodMicros = knownMicros + (lateNanos > NOTICED_NANOS ? lateNanos / 1_000 : 0);
  }

  /** That transaction holds; how long it took is seen by the next one. */
  void committed() {
    long ms = (stoodMicros - knownMicros) / 1_000;
    if (ms > 0) {
      LOG.atLevel(ms >= WORTH_A_WARNING_MS ? Level.WARN : Level.DEBUG)
          .log(
              "presence stood still for {} ms: who is in grace has so much longer to come back",
              ms);
    }
    knownMicros = stoodMicros;
    wentOnAtNanos = beganAtNanos;
  }
}
