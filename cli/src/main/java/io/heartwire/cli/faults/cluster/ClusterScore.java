package io.heartwire.cli.faults.cluster;

import java.util.List;
import java.util.Locale;

/**
 * What came of all runs.
 *
 * @param lines a run with violations in each
 * @param runs how many say something
 * @param untold how many could not be made
 * @param violated how many have violations
 */
public record ClusterScore(List<String> lines, int runs, int untold, int violated) {
  public ClusterScore {
    lines = List.copyOf(lines);
  }

  static ClusterScore of(List<Trial> trials) {
    return new ClusterScore(
        trials.stream()
            .filter(trial -> !trial.violations().isEmpty())
            .map(trial -> "seed " + trial.seed() + trial.line() + "; " + trial.blows())
            .toList(),
        (int) trials.stream().filter(Trial::saysSomething).count(),
        (int) trials.stream().filter(trial -> !trial.saysSomething()).count(),
        (int) trials.stream().filter(trial -> !trial.violations().isEmpty()).count());
  }

  /** Whether all that was told was true, and something was. */
  public boolean kept() {
    return runs > 0 && violated == 0;
  }

  /** All in one sentence. */
  public String sentence() {
    return String.format(
        Locale.ROOT,
        "%d runs, %d of them with violations of I1 to I4 (goal 0)%s",
        runs,
        violated,
        untold == 0 ? "" : "; " + untold + " could not be made, and say nothing");
  }
}
