package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code heartwire faults --cluster}, as a person runs it. */
@Tag("redis")
@Tag("waits")
class ClusterFaultsTest {
  private static final Duration BOUND = Duration.ofMinutes(6);
  private static final int NODES = 3;
  private static final int SEEDS = Integer.getInteger("heartwire.cluster.seeds", 2);

  @TempDir Path directory;

  @Test
  void whateverHappensToAClusterWhatItToldWasTrue() throws IOException {
    Path results = directory.resolve("cluster.jsonl");
    try (ProcessLab lab = new ProcessLab()) {
      FaultRuns faults = faults(lab, results);
      int exitCode = faults.process().awaitExit(BOUND.multipliedBy(Math.max(1, SEEDS / 2)));
      List<JsonNode> runs = faults.results();
      String all = runs + faults.process().tail();
      assertThat(runs).as(all).hasSize(SEEDS);
      for (JsonNode run : runs) {
        assertThat(run.path("trouble").asText()).as(all).isEmpty();
        assertThat(run.path("violations")).as(all).isEmpty();
        assertThat(run.path("sessions").asInt()).as(all).isGreaterThan(60);
      }
      assertThat(exitCode).as(all).isZero();
      System.out.println("cluster faults: " + runs);

      FaultRuns again = faults(lab, results);
      assertThat(again.process().awaitExit(Duration.ofSeconds(30)))
          .as(again.process().tail())
          .isZero();
      assertThat(again.results()).as("what was run is not run again").hasSize(SEEDS);
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "KILL, 137"})
  void leavesNoProcessBehindWhenItIsEnded(String signal, int exitCode) {
    try (ProcessLab lab = new ProcessLab()) {
      FaultRuns faults = faults(lab, directory.resolve("none.jsonl"));
      LabProcess process = faults.process();
      Await.until(BOUND, process::tail, () -> faults.started("engine=redis") == NODES);
      assertThat(faults.started("redis-server")).isEqualTo(1);
      List<ProcessHandle> descendants = process.descendants();

      process.signal(signal);
      assertThat(process.awaitExit(Duration.ofSeconds(30))).isEqualTo(exitCode);
      faults.awaitNothingOf(descendants);
    }
  }

  private static FaultRuns faults(ProcessLab lab, Path results) {
    return FaultRuns.start(lab, results, "--cluster", "--seeds", "" + SEEDS, "--clients", "60");
  }
}
