package io.heartwire.gateway.admission;

import java.util.Arrays;

/**
 * How long logins take: a count of the slow ones, exact, and quantiles to within a fifth.
 *
 * <p>NOT thread safe.
 */
final class Latencies {
  private static final int PER_OCTAVE = 4;
  private static final int BUCKETS = 25 * PER_OCTAVE;

  private final long slowNanos;
  private final int[] counts = new int[BUCKETS];
  private int count;
  private int slow;

  /** A login is slow if it takes longer than {@code slowNanos}. */
  Latencies(long slowNanos) {
    this.slowNanos = slowNanos;
  }

  void add(long nanos) {
    count++;
    slow += nanos > slowNanos ? 1 : 0;
    counts[bucket(nanos / 1e6)]++;
  }

  int count() {
    return count;
  }

  /** Whether more than one in a hundred is slow. */
  boolean areSlow() {
    return 100L * slow > count;
  }

  /** 99 % take no longer, in milliseconds; 0 if there are none. */
  long p99Ms() {
    int above = count / 100;
    for (int i = BUCKETS - 1; i >= 0; i--) {
      above -= counts[i];
      if (above < 0) {
        return Math.round(Math.pow(2, (i + 1.0) / PER_OCTAVE) - 1);
      }
    }
    return 0;
  }

  void clear() {
    Arrays.fill(counts, 0);
    count = 0;
    slow = 0;
  }

  private static int bucket(double ms) {
    double octaves = Math.log(1 + Math.max(0, ms)) / Math.log(2);
    return Math.min(BUCKETS - 1, (int) (octaves * PER_OCTAVE));
  }
}
