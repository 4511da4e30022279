package io.heartwire.gateway.admission;

import java.util.Arrays;

/**
 * How many clients that were told a time to come back are due and have not come. Counts in steps of
 * 100 ms; a client that has not come 4 s after its time is no longer waited for.
 *
 * <p>NOT thread safe. Times lie at most {@link #HORIZON_NANOS} ahead.
 */
final class DueSlots {
  /** The farthest time that can be given out. */
  static final long HORIZON_NANOS = 3_600_000_000_000L;

  private static final long STEP_NANOS = 100_000_000L;
  /* The client's own spread of 1 s, and the way: a first packet that is lost costs 1 s. */
  private static final int WAITED_FOR = 40;
  private static final int STEPS = (int) (HORIZON_NANOS / STEP_NANOS) + WAITED_FOR + 2;

  private final int[] counts = new int[STEPS];
  private final long origin;
  private long step;
  private int due;
  private long missed;

  DueSlots(long now) {
    this.origin = now;
  }

  /** Time has passed until {@code now}. */
  void advance(long now) {
    long target = stepOf(now);
    if (target - step >= STEPS) {
      Arrays.fill(counts, 0);
      missed += due;
      due = 0;
      step = target;
    }
    while (step < target) {
      step++;
      due += counts[index(step)];
      int gone = index(step - WAITED_FOR);
      due -= counts[gone];
      missed += counts[gone];
      counts[gone] = 0;
    }
  }

  /** Somebody was told to come at {@code slot}. */
  void add(long slot) {
    counts[index(stepOf(slot))]++;
    due += stepOf(slot) <= step ? 1 : 0;
  }

  /** Whoever was to come at {@code slot} has come, or is not counted on any more. */
  void remove(long slot) {
    long at = stepOf(slot);
    if (at - step > -WAITED_FOR) {
      counts[index(at)]--;
      due -= at <= step ? 1 : 0;
    }
  }

  /** How many are due and still waited for. */
  int due() {
    return due;
  }

  /** How many were due and did not come. */
  long missed() {
    return missed;
  }

  private long stepOf(long time) {
    return Math.max(0, time - origin) / STEP_NANOS;
  }

  private static int index(long step) {
    return (int) Math.floorMod(step, (long) STEPS);
  }
}
