package io.heartwire.core.liveness;

/**
 * When this loop was away, and for how long in all: how much of a silence is excused.
 *
 * <p>NOT thread safe. Remembers the last {@value #SIZE} stalls of the last 12 days; of a silence
 * that began before the oldest of them, only those are excused (a lower bound).
 */
final class StallLog {
  static final int SIZE = 1024;

  /** Older stalls are forgotten before the clock can wrap. */
  static final int OLDEST_MS = 1 << 30;

  /** A single absence longer than this is a suspend of ours, not overload. */
  static final long SUSPEND_MS = 30_000;

  private final int[] at = new int[SIZE];

  /** All that was left out up to and with this stall. */
  private final long[] total = new long[SIZE];

  /** As {@link #total}, suspends not counted. */
  private final long[] overload = new long[SIZE];

  private int oldest;
  private int size;
  private long forgotten;
  private long forgottenOverload;

  /** A stall ended at attentive time {@code nowMs}; {@code stallMs} of it were left out. */
  void add(int nowMs, long stallMs) {
    if (size == SIZE) {
      forgetOldest();
    }
    long totalBefore = totalOf(size - 1);
    long overloadBefore = overloadOf(size - 1);
    int i = (oldest + size++) % SIZE;
    at[i] = nowMs;
    total[i] = totalBefore + stallMs;
    overload[i] = overloadBefore + (stallMs > SUSPEND_MS ? 0 : stallMs);
  }

  /** The latest stall is not excused after all. */
  void forgetLatest() {
    if (size > 0) {
      int i = (oldest + size - 1) % SIZE;
      total[i] = totalOf(size - 2);
      overload[i] = overloadOf(size - 2);
    }
  }

  void clear() {
    size = 0;
    forgotten = 0;
    forgottenOverload = 0;
  }

  /** Forgets what is too old to be compared with {@code nowMs}. */
  void expire(int nowMs) {
    while (size > 0 && nowMs - at[oldest] > OLDEST_MS) {
      forgetOldest();
    }
  }

  /** Milliseconds left out since attentive time {@code sinceMs}, by stalls that ended by then. */
  long excused(int sinceMs, int untilMs) {
    return Math.max(0, totalOf(lastBy(untilMs)) - totalOf(lastBy(sinceMs)));
  }

  /** As {@link #excused}, suspends not counted. */
  long overload(int sinceMs, int untilMs) {
    return Math.max(0, overloadOf(lastBy(untilMs)) - overloadOf(lastBy(sinceMs)));
  }

  /** Milliseconds left out by all stalls that are remembered. */
  long excusedInAll() {
    return totalOf(size - 1) - forgotten;
  }

  /** The newest stall that ended at {@code ms} or before, counted from the oldest; -1 if none. */
  private int lastBy(int ms) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (at[(oldest + middle) % SIZE] - ms <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  private long totalOf(int index) {
    return index < 0 ? forgotten : total[(oldest + index) % SIZE];
  }

  private long overloadOf(int index) {
    return index < 0 ? forgottenOverload : overload[(oldest + index) % SIZE];
  }

  private void forgetOldest() {
    forgotten = total[oldest];
    forgottenOverload = overload[oldest];
    oldest = (oldest + 1) % SIZE;
    size--;
  }
}
