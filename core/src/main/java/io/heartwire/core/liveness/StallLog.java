package io.heartwire.core.liveness;

/**
 * When this loop was away, and for how long in all: how much of a silence is excused.
 *
 * <p>NOT thread safe. Remembers the last {@value #SIZE} stalls; of a silence that began before the
 * oldest of them, only those are excused (a lower bound).
 */
final class StallLog {
  static final int SIZE = 64;

  private final int[] at = new int[SIZE];
  private final long[] excusedMs = new long[SIZE];
  private int count;

  /** A stall ended at attentive time {@code nowMs}; {@code stallMs} of it were left out. */
  void add(int nowMs, long stallMs) {
    int i = count++ % SIZE;
    at[i] = nowMs;
    excusedMs[i] = stallMs;
  }

  /** The latest stall is not excused after all. */
  void forgetLatest() {
    if (count > 0) {
      excusedMs[(count - 1) % SIZE] = 0;
    }
  }

  /** Milliseconds left out since attentive time {@code sinceMs}. */
  long excusedSince(int sinceMs, int nowMs) {
    long sum = 0;
    for (int n = count - 1; n >= 0 && n >= count - SIZE; n--) {
      int i = n % SIZE;
      // Older than the silence, or so old that the clock may have wrapped since.
      if (at[i] - sinceMs < 0 || nowMs - at[i] < 0) {
        break;
      }
      sum += excusedMs[i];
    }
    return sum;
  }

  /** Milliseconds left out by all stalls that are remembered. */
  long excusedInAll() {
    long sum = 0;
    for (int i = 0; i < Math.min(count, SIZE); i++) {
      sum += excusedMs[i];
    }
    return sum;
  }
}
