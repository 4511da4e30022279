package io.heartwire.cli.faults;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is to be run.
 *
 * @param faults names; empty for all
 * @param seeds so many runs of each, with the seeds 1, 2, ...
 * @param clients how many, a multiple of 4
 * @param files where what came of it is kept
 * @param commit what is tested
 */
public record FaultPlan(List<String> faults, int seeds, int clients, Files files, String commit) {
  private static final int FEWEST = 100;
  private static final int MOST = 10_000;

  /**
   * Where what came of it is kept.
   *
   * @param results the file to append a line a run to, and to go on with
   * @param incidents a directory for the files of incidents; empty if they are not wanted
   * @param witness a command that looks on, for {@code sh}; empty if nobody does
   */
  public record Files(Path results, Optional<Path> incidents, Optional<String> witness) {}

  public FaultPlan {
    faults = List.copyOf(faults);
    for (String name : faults) {
      if (Faults.named(name).isEmpty()) {
        throw new IllegalArgumentException(
            "there is no fault '"
                + name
                + "': there are "
                + Faults.ALL.stream().map(Fault::name).collect(Collectors.joining(", ")));
      }
    }
    if (seeds < 1) {
      throw new IllegalArgumentException("--seeds (" + seeds + ") must be at least 1");
    }
    if (clients < FEWEST || clients > MOST || clients % Crowd.PROCESSES != 0) {
      throw new IllegalArgumentException(
          "--clients ("
              + clients
              + ") must be "
              + FEWEST
              + " to "
              + MOST
              + " and a multiple of "
              + Crowd.PROCESSES
              + ", the number of client processes");
    }
  }

  /** The faults in their order. */
  List<Fault> chosen() {
    return Faults.ALL.stream()
        .filter(fault -> faults.isEmpty() || faults.contains(fault.name()))
        .toList();
  }

  /** Whether {@code outcome} is one of these runs. */
  boolean covers(Outcome outcome) {
    return outcome.commit().equals(commit)
        && outcome.seed() <= seeds
        && (faults.isEmpty() || faults.contains(outcome.fault()));
  }
}
