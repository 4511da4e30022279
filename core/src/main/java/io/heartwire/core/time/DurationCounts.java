package io.heartwire.core.time;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Counts durations by how long they were, since it was made: a histogram with fixed bounds, from
 * 0.1 ms to 30 s, so that those of several threads, processes and machines can be added up.
 *
 * <p>Noting a duration takes no lock and allocates nothing. Thread safe, but see {@link
 * #noteAlone}.
 */
public final class DurationCounts {
  private static final VarHandle AT = MethodHandles.arrayElementVarHandle(long[].class);

  private static final long[] BOUNDS_MICROS = {
    100,
    500,
    1_000,
    2_500,
    5_000,
    10_000,
    25_000,
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    5_000_000,
    10_000_000,
    30_000_000
  };

  /** One count for each bound, one of what is longer, and the sum of all in nanoseconds. */
  private final long[] counts = new long[BOUNDS_MICROS.length + 2];

  /** The upper bounds of the counts but the last one, which has none; in seconds, ascending. */
  public static List<Double> boundsSeconds() {
    var bounds = new ArrayList<Double>(BOUNDS_MICROS.length);
    for (long micros : BOUNDS_MICROS) {
      bounds.add(micros / 1e6);
    }
    return List.copyOf(bounds);
  }

  /** Notes {@code nanos}; what is negative counts as 0. Any thread. */
  public void note(long nanos) {
    AT.getAndAdd(counts, placeOf(nanos), 1L);
    AT.getAndAdd(counts, sumAt(), Math.max(0L, nanos));
  }

  /**
   * Does as {@link #note} by two plain stores. Only for one that has a single thread that notes.
   */
  public void noteAlone(long nanos) {
    int place = placeOf(nanos);
    AT.setRelease(counts, place, counts[place] + 1);
    AT.setRelease(counts, sumAt(), counts[sumAt()] + Math.max(0L, nanos));
  }

  /** What was noted so far. */
  public DurationSpread spread() {
    var copy = new ArrayList<Long>(BOUNDS_MICROS.length + 1);
    for (int i = 0; i <= BOUNDS_MICROS.length; i++) {
      copy.add((long) AT.getVolatile(counts, i));
    }
    return new DurationSpread(copy, (long) AT.getVolatile(counts, sumAt()) / 1e9);
  }

  private static int sumAt() {
    return BOUNDS_MICROS.length + 1;
  }

  /** A duration of exactly a bound is not beyond it. */
  private static int placeOf(long nanos) {
    int place = 0;
    while (place < BOUNDS_MICROS.length
        && nanos > TimeUnit.MICROSECONDS.toNanos(BOUNDS_MICROS[place])) {
      place++;
    }
    return place;
  }
}
