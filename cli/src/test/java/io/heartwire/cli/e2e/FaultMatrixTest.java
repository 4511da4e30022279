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
      LabProcess matrix = matrix(lab, results, String.join(",", FAMILIES), SEEDS);
      int exitCode = matrix.awaitExit(BOUND);
      List<JsonNode> runs = runs(results);
      String all = runs + matrix.tail();
      assertThat(runs).as(all).hasSize(FAMILIES.size() * SEEDS);
      for (JsonNode run : runs) {
        assertThat(run.path("trouble").asText()).as(all).isEmpty();
        assertThat(run.path("right").asBoolean()).as(run + all).isTrue();
        assertThat(run.path("wrong")).as(run + all).isEmpty();
        assertThat(run.at("/breaker/left").asBoolean()).as(run + all).isTrue();
      }
      assertThat(exitCode).as(all).isZero();
      assertThat(Path.of(results + ".seen"))
          .hasContent(
              String.join(" at http://127.0.0.1:7480\n", FAMILIES) + " at http://127.0.0.1:7480");
      assertThat(namespacesOf(matrix.pid())).isEmpty();

      LabProcess again = matrix(lab, results, String.join(",", FAMILIES), SEEDS);
      assertThat(again.awaitExit(Duration.ofSeconds(30))).as(again.tail()).isZero();
      assertThat(runs(results)).as("what was run is not run again").hasSize(runs.size());
    }
  }

  @Test
  void undoesEverythingWhenItIsInterruptedInTheMiddleOfAFault() {
    try (ProcessLab lab = new ProcessLab()) {
      LabProcess matrix = matrix(lab, directory.resolve("none.jsonl"), "cgroup-throttled", 1);
      Path cgroup = Path.of("/sys/fs/cgroup/cpu/heartwire-faults-" + matrix.pid());
      Await.until(
          Duration.ofSeconds(60),
          matrix::tail,
          () -> Files.exists(cgroup) && children(matrix).size() >= 6);
      List<ProcessHandle> children = children(matrix);
      assertThat(namespacesOf(matrix.pid())).hasSize(3);

      matrix.signal("INT");
      assertThat(matrix.awaitExit(Duration.ofSeconds(30))).isEqualTo(130);
      Await.until(
          Duration.ofSeconds(5),
          () -> "alive: " + children,
          () -> children.stream().noneMatch(ProcessHandle::isAlive));
      assertThat(namespacesOf(matrix.pid())).isEmpty();
      assertThat(cgroup).doesNotExist();
    }
  }

  private static LabProcess matrix(ProcessLab lab, Path results, String faults, int seeds) {
    // Without the laboratory's own application: the gateway under test has another one.
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
            "--faults",
            faults,
            "--seeds",
            "" + seeds,
            "--clients",
            "400",
            "--results",
            results.toString(),
            "--witness",
            "echo $HEARTWIRE_FAULT at $HEARTWIRE_ADMIN >> " + results + ".seen"));
  }

  private static List<ProcessHandle> children(LabProcess process) {
    return ProcessHandle.of(process.pid()).stream().flatMap(ProcessHandle::children).toList();
  }

  private static List<String> namespacesOf(long pid) {
    String prefix = "hw" + Long.toString(pid, 36) + "f";
    return Shell.run("ip netns list").lines().filter(line -> line.startsWith(prefix)).toList();
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
