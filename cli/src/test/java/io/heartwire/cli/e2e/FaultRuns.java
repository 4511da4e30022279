package io.heartwire.cli.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.cli.Heartwire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** {@code heartwire faults} as the launcher starts it, and what it has written and left. */
final class FaultRuns {
  private static final Duration BOUND = Duration.ofSeconds(20);

  private final LabProcess process;
  private final Path results;

  private FaultRuns(LabProcess process, Path results) {
    this.process = process;
    this.results = results;
  }

  /** Starts it; its temporary files are where its {@code results} are. */
  static FaultRuns start(ProcessLab lab, Path results, String... options) {
    // Without the laboratory's own application: the gateway under test has another one.
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + results.toAbsolutePath().getParent(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                ProcessLab.classPath(),
                Heartwire.class.getName(),
                "faults"));
    command.addAll(List.of(options));
    command.addAll(List.of("--results", results.toString()));
    return new FaultRuns(lab.command("faults", command), results);
  }

  LabProcess process() {
    return process;
  }

  /** The lines of its results. */
  List<JsonNode> results() throws IOException {
    var json = new ObjectMapper();
    List<JsonNode> runs = new ArrayList<>();
    for (String line : Files.readAllLines(results)) {
      runs.add(json.readTree(line));
    }
    return runs;
  }

  /** How many of the processes that it has started, shells aside, were given {@code word}. */
  long started(String word) {
    return process.descendants().stream()
        .map(FaultRuns::commandLine)
        .filter(line -> line.contains(word) && !line.startsWith("sh "))
        .count();
  }

  /** All of it; a {@link ProcessHandle} knows the beginning only. */
  private static String commandLine(ProcessHandle child) {
    try {
      return Files.readString(Path.of("/proc/" + child.pid() + "/cmdline")).replace('\0', ' ');
    } catch (IOException e) {
      return "gone";
    }
  }

  /** Waits until none of {@code descendants} lives, and none of its directories is left. */
  void awaitNothingOf(List<ProcessHandle> descendants) {
    Await.until(
        BOUND,
        () ->
            "alive: "
                + descendants.stream()
                    .filter(ProcessHandle::isAlive)
                    .map(FaultRuns::commandLine)
                    .toList(),
        () -> descendants.stream().noneMatch(ProcessHandle::isAlive));
    Await.until(BOUND, () -> "left: " + directories(), () -> directories().isEmpty());
  }

  private List<Path> directories() {
    try (Stream<Path> files = Files.list(results.toAbsolutePath().getParent())) {
      return files.filter(Files::isDirectory).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
