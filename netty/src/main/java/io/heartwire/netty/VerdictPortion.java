package io.heartwire.netty;

import java.util.concurrent.TimeUnit;

/**
 * How much of a loop's time the verdicts of one sweep may take: as much as everything else took
 * since the last sweep, within bounds. Then the others wait until the loop has run its I/O: the
 * living are heard, and on NIO, which closes a socket no sooner than it selects again, the dead get
 * their resets.
 *
 * <p>A fixed portion would leave verdicts the less of a loop the busier it is: while thousands log
 * in, I/O takes 50 ms between two sweeps. NOT thread safe: part of its loop.
 */
final class VerdictPortion {
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private long endedNanos;
  private long portionNanos;
  private long takenNanos;

  VerdictPortion(long nowNanos) {
    endedNanos = nowNanos;
  }

  /** A sweep begins. */
  void begin(long nowNanos) {
    portionNanos = Math.max(LEAST_NANOS, Math.min(MOST_NANOS, nowNanos - endedNanos));
    takenNanos = 0;
  }

  /** An action of this sweep took so long. */
  void took(long nanos) {
    takenNanos += nanos;
  }

  /** What the actions of this sweep took. */
  long takenNanos() {
    return takenNanos;
  }

  boolean isSpent() {
    return takenNanos >= portionNanos;
  }

  /** The sweep has ended. */
  void end(long nowNanos) {
    endedNanos = nowNanos;
  }
}
