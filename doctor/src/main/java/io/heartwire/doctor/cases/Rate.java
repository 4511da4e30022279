package io.heartwire.doctor.cases;

import java.util.Arrays;

/**
 * How often something happens in ten seconds, and how often that is usual. NOT thread safe. The
 * usual is an exponential mean over ten minutes that stands still while {@link #freeze frozen}; a
 * count leaves it when it is beyond {@code mean + 6 √(mean + 1)}, and beyond absolute bounds, which
 * alone speak at first. Source: {@code docs/detection.md}, mass breaker.
 */
final class Rate {
  private static final int SECONDS = 10;
  private static final double MEAN_OVER_SECONDS = 600;

  private final double[] last = new double[SECONDS];
  private final double leastCount;
  private final double leastShare;
  private int next;
  private double mean;
  private boolean frozen;

  Rate(double leastCount, double leastShare) {
    this.leastCount = leastCount;
    this.leastShare = leastShare;
  }

  /** It happened so often in this second. */
  void second(double count) {
    last[next] = count;
    next = (next + 1) % SECONDS;
    if (!frozen) {
      mean += (sum() - mean) / MEAN_OVER_SECONDS;
    }
  }

  /** In the last ten seconds. */
  double sum() {
    return Arrays.stream(last).sum();
  }

  /** More than this in ten seconds is no coincidence, with so many {@code members}. */
  double limit(double members) {
    return Math.max(Math.max(leastCount, leastShare * members), mean + 6 * Math.sqrt(mean + 1));
  }

  boolean over(double members) {
    return sum() > limit(members);
  }

  /** What is usual is not learned from an incident. */
  void freeze(boolean frozen) {
    this.frozen = frozen;
  }
}
