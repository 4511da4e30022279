package io.heartwire.gateway.cluster.embedded;

import io.heartwire.core.time.NanoClock;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Microseconds since 1970 that never go back, neither while running nor over a restart, whatever is
 * done to the wall clock: deadlines and epochs are counted in them. Thread safe.
 */
final class EngineTime {
  private final NanoClock clock;
  private final InstantSource wallClock;
  private final long startNanos;
  private final long startMicros;

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
