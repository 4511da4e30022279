package io.heartwire.gateway.cluster.embedded;

import io.heartwire.core.time.NanoClock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Microseconds since 1970 that never go back, neither while running nor over a restart, whatever is
 * done to the wall clock. Thread safe.
 *
 * <p>Two of them: {@link #now} goes with the monotonic clock alone, so that no grace ends because
 * somebody sets the wall clock; epochs are counted in it too. {@link #reached} also follows the
 * wall clock wherever that is ahead: timeouts are due by it, also after the machine was asleep.
 */
final class EngineTime {
  private final NanoClock clock;
  private final InstantSource wallClock;
  private final long startNanos;
  private final long startMicros;

  /** How far the wall clock was ever ahead of {@link #now}, in microseconds. */
  private final AtomicLong ahead = new AtomicLong();

  /** Starts now, but not before {@code floorMicros}, the latest time an earlier process saw. */
  EngineTime(NanoClock clock, InstantSource wallClock, long floorMicros) {
    this.clock = clock;
    this.wallClock = wallClock;
    this.startNanos = clock.nanoTime();
    this.startMicros = Math.max(micros(wallClock.instant()), floorMicros);
  }

  /** Now. */
  long now() {
    return startMicros + (clock.nanoTime() - startNanos) / 1_000;
  }

  /** The latest time that this or the wall clock has shown: never before {@link #now}. */
  long reached() {
    // In this order: a pause between the two must not look like a clock that was set forward.
    long wall = micros(wall());
    long now = now();
    return now + ahead.accumulateAndGet(wall - now, Math::max);
  }

  /** When {@link #reached} will be there if the wall clock goes on as it does. */
  long reaching(Instant at) {
    // The smaller of two, because a pause between two readings can only make it larger.
    return micros(at) + Math.min(beyondWall(), beyondWall());
  }

  private long beyondWall() {
    long wall = micros(wall());
    return reached() - wall;
  }

  /** What the wall clock shows, for people. */
  Instant wall() {
    return wallClock.instant();
  }

  static long micros(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
  }

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
  }
}
