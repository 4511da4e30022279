package io.heartwire.doctor.cases;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * When victims left, and how long they had been idle.
 *
 * @param spreadMs between the tenth and the ninetieth of a hundred victims
 * @param simultaneous they left together, rather than spread over an interval
 * @param idleMs where their idle times cluster, in milliseconds; 0 if they do not
 * @param idleShare share of the victims within 3 % (and 250 ms) of it
 * @param periodMs how regularly they leave in bursts, in milliseconds; 0 if they do not
 */
public record Timing(
    long spreadMs, boolean simultaneous, long idleMs, double idleShare, long periodMs) {
  /** Nobody left. */
  public static final Timing NONE = new Timing(0, false, 0, 0, 0);

  private static final long LEAST_TOLERANCE_MS = 250;
  private static final double TOLERANCE = 0.03;
  private static final long TOGETHER_MS = 3_000;
  private static final int ENOUGH = 5;

  /** Of those {@code victims} that have left. */
  public static Timing of(List<Sufferer> victims) {
    List<Sufferer> left = victims.stream().filter(it -> it.end().isPresent()).toList();
    if (left.size() < ENOUGH) {
      return NONE;
    }
    long[] at = left.stream().mapToLong(it -> it.at().toEpochMilli()).sorted().toArray();
    long spread = at[at.length * 9 / 10] - at[at.length / 10];
    long[] idle = left.stream().mapToLong(Sufferer::silenceMs).sorted().toArray();
    long mode = densest(idle);
    double share = (double) near(idle, mode) / idle.length;
    return new Timing(spread, spread <= TOGETHER_MS, mode, share, period(at));
  }

  /** The idle time with the most others near it. */
  private static long densest(long[] sorted) {
    long best = 0;
    int most = 0;
    int from = 0;
    for (int until = 0; until < sorted.length; until++) {
      while (sorted[until] - sorted[from] > 2 * tolerance(sorted[until])) {
        from++;
      }
      if (until - from + 1 > most) {
        most = until - from + 1;
        best = sorted[(from + until) / 2];
      }
    }
    return best;
  }

  private static int near(long[] values, long middle) {
    return (int)
        Arrays.stream(values).filter(it -> Math.abs(it - middle) <= tolerance(middle)).count();
  }

  private static long tolerance(long ms) {
    return Math.max(LEAST_TOLERANCE_MS, (long) (ms * TOLERANCE));
  }

  /** The gap between bursts if there are at least three alike; a burst is two seconds apart. */
  private static long period(long[] at) {
    List<Long> begins = new ArrayList<>();
    for (int i = 0; i < at.length; i++) {
      if (i == 0 || at[i] - at[i - 1] > 2_000) {
        begins.add(at[i]);
      }
    }
    if (begins.size() < 4) {
      return 0;
    }
    long[] gaps = new long[begins.size() - 1];
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = begins.get(i + 1) - begins.get(i);
    }
    Arrays.sort(gaps);
    long median = gaps[gaps.length / 2];
    long alike = Arrays.stream(gaps).filter(it -> Math.abs(it - median) <= median / 10).count();
    return alike >= 3 && alike * 4 >= gaps.length * 3L ? median : 0;
  }
}
