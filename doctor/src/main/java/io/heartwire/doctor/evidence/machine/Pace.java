package io.heartwire.doctor.evidence.machine;

/**
 * When something costly may be done again: so rarely that it takes a small share of the time, but
 * every minute.
 */
final class Pace {
  /** However much it costs: old news is none. */
  static final long MOST_NANOS = 60_000_000_000L;

  private final long leastNanos;
  private final int costFactor;
  private long lastNanos;
  private long waitNanos;
  private boolean started;
  private boolean hurried;

  /**
   * A pace.
   *
   * @param leastNanos not more often than this, even in a hurry
   * @param costFactor waits this many times as long as it took
   */
  Pace(long leastNanos, int costFactor) {
    this.leastNanos = leastNanos;
    this.costFactor = costFactor;
  }

  boolean isDue(long nowNanos) {
    if (!started) {
      return true;
    }
    return nowNanos - lastNanos >= (hurried ? leastNanos : waitNanos);
  }

  /** It has been done at {@code nowNanos}, and took {@code costNanos}. */
  void done(long nowNanos, long costNanos) {
    started = true;
    hurried = false;
    lastNanos = nowNanos;
    waitNanos = Math.max(leastNanos, Math.min(MOST_NANOS, costFactor * Math.max(0, costNanos)));
  }

  /** The next time comes as early as it may. */
  void hurry() {
    hurried = true;
  }
}
