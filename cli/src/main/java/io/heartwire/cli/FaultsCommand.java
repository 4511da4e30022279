package io.heartwire.cli;

import ch.qos.logback.classic.Level;
import io.heartwire.cli.faults.FaultMatrix;
import io.heartwire.cli.faults.FaultPlan;
import io.heartwire.cli.faults.Score;
import io.heartwire.cli.faults.cluster.ClusterFaults;
import io.heartwire.cli.faults.cluster.ClusterPlan;
import io.heartwire.cli.faults.cluster.ClusterScore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Injects faults into a real gateway with real clients, and scores what the doctor says. */
@Command(
    name = "faults",
    description = {
      "Injects faults into a gateway process with real clients, and scores what the doctor says.",
      "Each run starts a gateway, its clients and a network of their own (namespaces,"
          + " 198.18.0.0/15),",
      "takes about 45 s, and is undone at its end, also after Ctrl-C. Needs root and Linux.",
      "Runs that the file of results has already for this commit are not repeated."
    },
    footer = {
      "",
      "Exit code 1: fewer than 95 %% right within 5 s, a wrong verdict with a confidence of 0.8 or"
          + " more, a living client lost to a fault of the server, or a breaker that did not"
          + " leave; with --cluster: anything that was not true; 130, 143: interrupted."
    },
    mixinStandardHelpOptions = true)
final class FaultsCommand implements Callable<Integer> {
  private final Console console;
  private final Surroundings surroundings;

  @Option(names = "--list", description = "what faults there are, and what is expected of each")
  private boolean list;

  @Option(
      names = "--faults",
      paramLabel = "NAME",
      split = ",",
      description = "only these, separated by commas (default: all)")
  private List<String> faults = List.of();

  @Option(
      names = {"--seeds", "--runs"},
      paramLabel = "N",
      description = "so many runs of each fault (default: 1)")
  private int seeds = 1;

  @Option(
      names = "--cluster",
      description =
          "breaks three gateways on one Redis instead: kills, freezes and cuts off gateways and"
              + " Redis as the seed says, while clients come and go; then each session must have"
              + " been told to begin and to end once, in order. Needs redis-server, not root")
  private boolean cluster;

  @Option(
      names = "--from",
      paramLabel = "SEED",
      description =
          "the first seed with --cluster (default: 1): parts of a long run can be made beside each"
              + " other, each with --results of its own")
  private @Nullable Long from;

  @Option(
      names = "--clients",
      paramLabel = "N",
      description =
          "100 to 10000 in 4 processes (default: 2000); with --cluster 30 to 3000 (default: 300)")
  private @Nullable Integer clients;

  @Option(
      names = "--results",
      paramLabel = "FILE",
      description =
          "one JSON object a line for each run (default: heartwire-faults.jsonl, or"
              + " heartwire-cluster-faults.jsonl)")
  private @Nullable Path results;

  @Option(
      names = "--incidents",
      paramLabel = "DIRECTORY",
      description = "keeps the file of each incident there, for 'heartwire why FILE'")
  private @Nullable Path incidents;

  @Option(
      names = "--witness",
      paramLabel = "COMMAND",
      description =
          "sh runs this in the gateway's network from shortly before each fault on, and its end is"
              + " awaited for 60 s; HEARTWIRE_ADMIN is where to ask, HEARTWIRE_FAULT what happens")
  private @Nullable String witness;

  @Option(names = "--score", description = "runs nothing and prints the score of the results")
  private boolean score;

  FaultsCommand(Console console, Surroundings surroundings) {
    this.console = console;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    LogSetup.install(console.err(), LogSetup.Format.TEXT, Level.WARN);
    if (list) {
      table(List.of("FAULT", "EXPECTED", "WHAT HAPPENS"), FaultMatrix.catalogue());
      return ExitCode.OK;
    }
    try {
      if (cluster) {
        return print(score ? ClusterFaults.score(clusterResults()) : runCluster());
      }
      return print(score ? FaultMatrix.score(matrixResults()) : run());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, CommandFailure.sentenceOf(e));
    }
  }

  private Score run() {
    if (from != null) {
      throw new CommandFailure(
          ExitCode.USAGE, "--from is for --cluster: add that, or leave it out");
    }
    FaultPlan plan =
        new FaultPlan(
            faults,
            seeds,
            Objects.requireNonNullElse(clients, 2_000),
            new FaultPlan.Files(
                matrixResults(), Optional.ofNullable(incidents), Optional.ofNullable(witness)),
            commit());
    String missing = FaultMatrix.missing();
    if (!missing.isEmpty()) {
      throw new CommandFailure(ExitCode.FAILED, missing);
    }
    try (var matrix =
        new FaultMatrix(plan, surroundings.clock(), surroundings.wallClock(), console::errorLine)) {
      return interruptible(matrix::run, matrix, matrix::remainder);
    }
  }

  private ClusterScore runCluster() {
    if (!faults.isEmpty() || incidents != null || witness != null) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--cluster takes none of --faults, --incidents, --witness: the seed says what happens");
    }
    ClusterPlan plan =
        new ClusterPlan(
            Objects.requireNonNullElse(from, 1L),
            seeds,
            Objects.requireNonNullElse(clients, 300),
            clusterResults(),
            commit());
    String missing = ClusterFaults.missing();
    if (!missing.isEmpty()) {
      throw new CommandFailure(ExitCode.FAILED, missing);
    }
    try (var faults =
        new ClusterFaults(
            plan, surroundings.clock(), surroundings.wallClock(), console::errorLine)) {
      return interruptible(faults::run, faults, faults::remainder);
    }
  }

  private Path matrixResults() {
    return Objects.requireNonNullElse(results, Path.of("heartwire-faults.jsonl"));
  }

  private Path clusterResults() {
    return Objects.requireNonNullElse(results, Path.of("heartwire-cluster-faults.jsonl"));
  }

  private <T> T interruptible(Supplier<T> work, AutoCloseable begun, Supplier<String> remainder) {
    return new Interruption(surroundings.process(), console).during(work, begun, remainder);
  }

  /** What is tested, as the version control of the working directory says; else the version. */
  private static String commit() {
    try {
      Process git = new ProcessBuilder("git", "describe", "--always", "--dirty").start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return git.waitFor() == 0 && !said.isBlank() ? said.strip() : Version.text();
    } catch (IOException e) {
      return Version.text();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Version.text();
    }
  }

  private int print(Score result) {
    table(Score.HEADINGS, result.rows());
    console.line(result.sentence());
    return result.kept() ? ExitCode.OK : ExitCode.FAILED;
  }

  private int print(ClusterScore result) {
    result.lines().forEach(console::line);
    console.line(result.sentence());
    return result.kept() ? ExitCode.OK : ExitCode.FAILED;
  }

  private void table(List<String> headings, List<List<String>> rows) {
    var table = new Table(headings.toArray(String[]::new));
    rows.forEach(row -> table.row(row.toArray(String[]::new)));
    console.out().print(table);
  }
}
