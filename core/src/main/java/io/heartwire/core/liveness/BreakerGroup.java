package io.heartwire.core.liveness;

/** One group of connections as the mass breaker counts it. Guarded by the breaker's lock. */
final class BreakerGroup {
  private static final double MEAN_WINDOW_SECONDS = 600;

  final String name;
  private final int leastCount;
  private final double leastShare;

  int members;

  /** Connections that have not answered a probe for two seconds, and those that are held. */
  int unanswered;

  private double mean;
  boolean open;
  boolean holding;
  long firstHeldAtNanos;
  private boolean below;
  private long belowSinceNanos;
  private double limitAtTrip;

  BreakerGroup(String name, int leastCount, double leastShare) {
    this.name = name;
    this.leastCount = leastCount;
    this.leastShare = leastShare;
  }

  /** More than this many unanswered at once is no coincidence. */
  double limit() {
    double surprise = mean + 6 * Math.sqrt(mean + 1);
    return Math.max(Math.max(leastCount, leastShare * members), surprise);
  }

  /** What it counts now; while open, against the limit at which it opened. */
  BreakerEvent.Extent extent() {
    return new BreakerEvent.Extent(name, unanswered, members, limitAtTrip);
  }

  boolean overLimit() {
    return unanswered > limit();
  }

  void trip() {
    limitAtTrip = limit();
    open = true;
    holding = false;
    below = false;
  }

  /** A verdict is held: the hold runs from the first one. */
  void hold(long nowNanos) {
    if (!holding) {
      holding = true;
      firstHeldAtNanos = nowNanos;
    }
  }

  boolean heldLongerThan(long holdNanos, long nowNanos) {
    return holding && nowNanos - firstHeldAtNanos >= holdNanos;
  }

  /** True once the group has been below half of its limit for the settling time. */
  boolean settled(long nowNanos, long settleNanos) {
    boolean belowHalf = unanswered < limitAtTrip / 2;
    if (belowHalf && !below) {
      belowSinceNanos = nowNanos;
    }
    below = belowHalf;
    return below && nowNanos - belowSinceNanos >= settleNanos;
  }

  /** The mean of the last ten minutes, exponentially weighted; it stands still while open. */
  void average(double seconds) {
    if (!open) {
      mean += (unanswered - mean) * (1 - Math.exp(-seconds / MEAN_WINDOW_SECONDS));
    }
  }
}
