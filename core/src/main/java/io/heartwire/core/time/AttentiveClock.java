package io.heartwire.core.time;

import java.util.concurrent.TimeUnit;

/**
 * A clock that stands still while its owner could not listen: time lost to a blocked event loop, a
 * garbage collection or a suspended process does not pass on it.
 *
 * <p>NOT thread safe: one loop owns it. Readings are {@code int} milliseconds from an arbitrary
 * origin and wrap around after 24.8 days on either side: compare them by difference only.
 */
public final class AttentiveClock {
  /** How late a tick may be before the delay counts as a stall of ours. */
  public static final long TOLERANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private long lastNanos;
  private long attentiveNanos;
  private long excusedNanos;
  private int ms;

  /** A clock that reads {@code originMs} at the moment {@code nowNanos}. */
  public AttentiveClock(long nowNanos, int originMs) {
    this.lastNanos = nowNanos;
    this.ms = originMs;
  }

  /**
   * Moves the clock to {@code nowNanos}, leaving out what exceeds the expected {@code periodNanos}
   * by more than the tolerance.
   *
   * @return how long we were away beyond what was expected, in nanoseconds; 0 if within tolerance
   */
  public long tick(long nowNanos, long periodNanos) {
    long elapsed = elapsed(nowNanos);
    long attentive = attentive(elapsed, periodNanos);
    lastNanos = nowNanos;
    attentiveNanos += attentive;
    long wholeMs = TimeUnit.NANOSECONDS.toMillis(attentiveNanos);
    attentiveNanos -= TimeUnit.MILLISECONDS.toNanos(wholeMs);
    ms += (int) wholeMs;
    long lag = elapsed - periodNanos;
    if (lag <= TOLERANCE_NANOS) {
      return 0;
    }
    excusedNanos += elapsed - attentive;
    return lag;
  }

  /** What {@link #ms} would be after a {@link #tick} with the same arguments. The clock stays. */
  public int peek(long nowNanos, long periodNanos) {
    long attentive = attentive(elapsed(nowNanos), periodNanos);
    return ms + (int) TimeUnit.NANOSECONDS.toMillis(attentiveNanos + attentive);
  }

  private long elapsed(long nowNanos) {
    return Math.max(0, nowNanos - lastNanos);
  }

  private static long attentive(long elapsedNanos, long periodNanos) {
    return Math.min(elapsedNanos, periodNanos + TOLERANCE_NANOS);
  }

  /** The reading, in attentive milliseconds. */
  public int ms() {
    return ms;
  }

  /** All time left out since the clock was made, in milliseconds. */
  public long excusedMs() {
    return TimeUnit.NANOSECONDS.toMillis(excusedNanos);
  }
}
