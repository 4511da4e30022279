package io.heartwire.netty;

import java.util.concurrent.TimeUnit;

/**
 * How often a loop sweeps its connections: as often as verdicts need it, and no more often than the
 * cost of it allows. NOT thread safe: part of its loop.
 */
final class SweepPeriod {
  private static final long MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** A sweep may cost this part of the loop's time: 0.5 %. */
  private static final long COST_SHARE = 200;

  /** While a tenth are suspected, verdicts are near and each look costs more: 5 %. */
  private static final long COST_SHARE_IN_A_MASS = 20;

  private static final long MASS = 10;

  /** The period is at most this part of the shortest interval: a verdict is that late at most. */
  private static final long PERIODS_PER_INTERVAL = 500;

  private long costNanos;
  private long nanos = MIN_NANOS;

  /** The time from one sweep to the next. */
  long nanos() {
    return nanos;
  }

  /**
   * A sweep took so long. A collection or another process may have come in between, so one of them
   * says little: the estimate rises by a quarter at most, and falls at once.
   */
  void took(long sweepNanos) {
    long risen = costNanos + costNanos / 4 + 1_000;
    costNanos = Math.max(0, Math.min(sweepNanos, risen));
  }

  /** Settles the period for so many connections, of which so many are suspected. */
  void settle(int live, int suspects, int shortestIntervalMs) {
    nanos = wanted(live, suspects, shortestIntervalMs);
  }

  /** As {@link #settle}, where that is sooner. */
  void hasten(int live, int suspects, int shortestIntervalMs) {
    nanos = Math.min(nanos, wanted(live, suspects, shortestIntervalMs));
  }

  private long wanted(int live, int suspects, int shortestIntervalMs) {
    long fine = TimeUnit.MILLISECONDS.toNanos(shortestIntervalMs) / PERIODS_PER_INTERVAL;
    boolean mass = suspects * MASS >= live;
    long wanted = Math.max(fine, costNanos * (mass ? COST_SHARE_IN_A_MASS : COST_SHARE));
    return Math.max(MIN_NANOS, Math.min(MAX_NANOS, wanted));
  }
}
