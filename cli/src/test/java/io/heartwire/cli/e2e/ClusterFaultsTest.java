package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.cli.Heartwire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code heartwire faults --cluster}, as a person runs it. */
@Tag("redis")
@Tag("waits")
class ClusterFaultsTest {
  private static final Duration BOUND = Duration.ofMinutes(6);
  private static final int SEEDS = Integer.getInteger("heartwire.cluster.seeds", 2);

  @TempDir Path directory;

  @Test
  void whateverHappensToAClusterWhatItToldWasTrue() throws IOException {
    Path results = directory.resolve("cluster.jsonl");
    try (ProcessLab lab = new ProcessLab()) {
      LabProcess faults = faults(lab, results);
      int exitCode = faults.awaitExit(BOUND.multipliedBy(Math.max(1, SEEDS / 2)));
      List<JsonNode> runs = runs(results);
      String all = runs + faults.tail();
      assertThat(runs).as(all).hasSize(SEEDS);
      for (JsonNode run : runs) {
        assertThat(run.path("trouble").asText()).as(all).isEmpty();
        assertThat(run.path("violations")).as(all).isEmpty();
        assertThat(run.path("sessions").asInt()).as(all).isGreaterThan(60);
      }
      assertThat(exitCode).as(all).isZero();
      System.out.println("cluster faults: " + runs);

      LabProcess again = faults(lab, results);
      assertThat(again.awaitExit(Duration.ofSeconds(30))).as(again.tail()).isZero();
      assertThat(runs(results)).as("what was run is not run again").hasSize(SEEDS);
    }
  }

  private static LabProcess faults(ProcessLab lab, Path results) {
    return lab.command(
        "faults",
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            ProcessLab.classPath(),
            Heartwire.class.getName(),
            "faults",
            "--cluster",
            "--seeds",
            "" + SEEDS,
            "--clients",
            "60",
            "--results",
            results.toString()));
  }

  private static List<JsonNode> runs(Path results) throws IOException {
    var json = new ObjectMapper();
    List<JsonNode> runs = new ArrayList<>();
    for (String line : Files.readAllLines(results)) {
      runs.add(json.readTree(line));
    }
    return runs;
  }
}
