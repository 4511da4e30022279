package io.heartwire.core.time;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What {@link DurationCounts} had counted at one moment.
 *
 * @param counts of each of the {@linkplain DurationCounts#boundsSeconds bounds}, those beyond the
 *     bound before it and not beyond this one; the last count is of what is beyond all
 * @param sumSeconds all durations together, in seconds
 */
public record DurationSpread(List<Long> counts, double sumSeconds) {
  /** Nothing was counted. */
  public static final DurationSpread NONE =
      new DurationSpread(Collections.nCopies(DurationCounts.boundsSeconds().size() + 1, 0L), 0);

  public DurationSpread {
    counts = List.copyOf(counts);
    int expected = DurationCounts.boundsSeconds().size() + 1;
    if (counts.size() != expected) {
      throw new IllegalArgumentException(
          "a spread has "
              + counts.size()
              + " counts and needs "
              + expected
              + ": one for each bound, and one of what is beyond");
    }
  }

  /** Both together. */
  public DurationSpread plus(DurationSpread other) {
    var sums = new ArrayList<Long>(counts.size());
    for (int i = 0; i < counts.size(); i++) {
      sums.add(counts.get(i) + other.counts.get(i));
    }
    return new DurationSpread(sums, sumSeconds + other.sumSeconds);
  }

  /** How many durations were counted. */
  public long total() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }
}
