package io.heartwire.cli.faults.cluster;

import java.nio.file.Path;
import java.util.stream.LongStream;

/**
 * What is to be run.
 *
 * @param first the first seed
 * @param seeds so many runs, with {@code first} and those that follow it
 * @param clients how many, 30 to 3,000
 * @param results the file to append a line a run to, and to go on with
 * @param commit what is tested
 */
public record ClusterPlan(long first, int seeds, int clients, Path results, String commit) {
  private static final int FEWEST = 30;
  private static final int MOST = 3_000;

  public ClusterPlan {
    if (first < 1) {
      throw new IllegalArgumentException("--from (" + first + ") must be at least 1");
    }
    if (seeds < 1) {
      throw new IllegalArgumentException("--seeds (" + seeds + ") must be at least 1");
    }
    if (clients < FEWEST || clients > MOST) {
      throw new IllegalArgumentException(
          "--clients (" + clients + ") must be " + FEWEST + " to " + MOST + " with --cluster");
    }
  }

  /** All of them. */
  LongStream all() {
    return LongStream.range(first, first + seeds);
  }
}
