package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code heartwire faults}, as a person runs it: a run of one fault of each family. */
@Tag("faults")
class FaultMatrixTest {
  private static final Duration BOUND = Duration.ofMinutes(8);

  /** A handler, our process, the network, something in between, and the clients. */
  private static final List<String> FAMILIES =
      List.of(
          "slow-handler",
          "process-paused",
          "half-the-networks-cut",
          "proxy-cuts-idle",
          "clients-killed");

  private static final int SEEDS = 1;

  @TempDir Path directory;

  @Test
  void theDoctorFindsWhatWasDoneAndNothingIsLeftBehind() throws IOException {
    Path results = directory.resolve("faults.jsonl");
    try (ProcessLab lab = new ProcessLab()) {
      FaultRuns matrix = matrix(lab, results, String.join(",", FAMILIES), SEEDS);
      int exitCode = matrix.process().awaitExit(BOUND);
      List<JsonNode> runs = matrix.results();
      String all = runs + matrix.process().tail();
      assertThat(runs).as(all).hasSize(FAMILIES.size() * SEEDS);
      for (JsonNode run : runs) {
        assertThat(run.path("trouble").asText()).as(all).isEmpty();
        assertThat(run.path("right").asBoolean()).as(run + all).isTrue();
        assertThat(run.path("wrong")).as(run + all).isEmpty();
        assertThat(run.at("/breaker/left").asBoolean()).as(run + all).isTrue();
      }
      assertThat(exitCode).as(all).isZero();
      assertThat(matrix.process().errors())
          .as(all)
          .anyMatch(
              line -> line.matches("slow-handler, .* \\.\\.\\. \\(1 of 5, about .* to go\\)"));
      assertThat(Path.of(results + ".seen"))
          .hasContent(
              String.join(" at http://127.0.0.1:7480\n", FAMILIES) + " at http://127.0.0.1:7480");
      assertThat(namespacesOf(matrix.process().pid())).isEmpty();

      FaultRuns again = matrix(lab, results, String.join(",", FAMILIES), SEEDS);
      assertThat(again.process().awaitExit(Duration.ofSeconds(30)))
          .as(again.process().tail())
          .isZero();
      assertThat(again.results()).as("what was run is not run again").hasSize(runs.size());
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "KILL, 137"})
  void undoesEverythingWhenItIsEndedInTheMiddleOfAFault(String signal, int exitCode) {
    try (ProcessLab lab = new ProcessLab()) {
      FaultRuns matrix = matrix(lab, directory.resolve("none.jsonl"), "cgroup-throttled", 1);
      LabProcess process = matrix.process();
      Path cgroup = Path.of("/sys/fs/cgroup/cpu/heartwire-faults-" + process.pid());
      // Four processes of clients, the gateway, and one that asks it.
      Await.until(
          Duration.ofSeconds(60),
          process::tail,
          () -> Files.exists(cgroup) && matrix.started("ProbeMain") == 1);
      List<ProcessHandle> descendants = process.descendants();
      assertThat(descendants).hasSizeGreaterThan(6);
      assertThat(namespacesOf(process.pid())).hasSize(3);

      process.signal(signal);
      assertThat(process.awaitExit(Duration.ofSeconds(30))).isEqualTo(exitCode);
      matrix.awaitNothingOf(descendants);
      Await.until(
          Duration.ofSeconds(10),
          () -> namespacesOf(process.pid()) + " " + cgroup,
          () -> namespacesOf(process.pid()).isEmpty() && !Files.exists(cgroup));
      if (signal.equals("INT")) {
        assertThat(process.errors())
            .anyMatch(line -> line.startsWith("heartwire: interrupted; 0 of 1 runs are in "));
      }
    }
  }

  private static FaultRuns matrix(ProcessLab lab, Path results, String faults, int seeds) {
    return FaultRuns.start(
        lab,
        results,
        "--faults",
        faults,
        "--seeds",
        "" + seeds,
        "--clients",
        "400",
        "--witness",
        "echo $HEARTWIRE_FAULT at $HEARTWIRE_ADMIN >> " + results + ".seen");
  }

  private static List<String> namespacesOf(long pid) {
    String prefix = "hw" + Long.toString(pid, 36) + "f";
    return Shell.run("ip netns list").lines().filter(line -> line.startsWith(prefix)).toList();
  }
}
