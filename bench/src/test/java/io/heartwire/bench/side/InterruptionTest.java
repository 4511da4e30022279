package io.heartwire.bench.side;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./heartwire bench}, ended while it measures. */
@Tag("proof")
class InterruptionTest {
  private static final Duration BOUND = Duration.ofSeconds(25);

  private static final String[] SWEEP = {"--parts", "sweep", "--resume"};

  @TempDir Path root;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endAll() {
    started.stream().flatMap(Process::descendants).forEach(ProcessHandle::destroyForcibly);
    started.forEach(Process::destroyForcibly);
  }

  /** Its work is below {@link #root}, with one sample of an earlier run. */
  private Process bench(String... words) throws IOException {
    Path work = Files.createDirectories(root.resolve("bench/target/side"));
    Files.writeString(
        work.resolve("samples.jsonl"),
        "{\"server\":\"floor\",\"part\":\"cpu\",\"run\":1,\"figures\":{\"fixed_us\":20.0}}\n");
    List<String> command = new ArrayList<>();
    // A shell that runs tests in its background lets them ignore SIGINT, and children inherit it.
    command.addAll(List.of("env", "--default-signal=HUP,INT"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dheartwire.bench.root=" + root));
    command.addAll(List.of("-cp", classPath(), SideBySide.class.getName()));
    command.addAll(List.of(words));
    Process bench =
        new ProcessBuilder(command)
            .redirectError(root.resolve("said").toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    started.add(bench);
    return bench;
  }

  /** Surefire puts the class path into a manifest; the real one is in this property. */
  private static String classPath() {
    String surefire = System.getProperty("surefire.test.class.path");
    return surefire != null ? surefire : System.getProperty("java.class.path");
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130", "KILL, 137"})
  void endsAllThatItHasStartedAndKeepsWhatItHas(String signal, int exitCode) throws Exception {
    Process bench = bench(SWEEP);
    // The host of JMH, its watcher, and the virtual machine that is measured.
    await(bench, () -> bench.descendants().filter(InterruptionTest::isMeasured).count() == 1);
    List<ProcessHandle> descendants = bench.descendants().toList();
    assertThat(descendants).hasSizeGreaterThanOrEqualTo(3);

    new ProcessBuilder("kill", "-" + signal, "" + bench.pid()).start().waitFor();
    assertThat(bench.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(bench.exitValue()).as(said()).isEqualTo(exitCode);
    await(bench, () -> descendants.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(root.resolve("bench/target/side/samples.jsonl")).content().hasLineCount(1);
    if (!signal.equals("KILL")) {
      assertThat(said())
          .doesNotContain("JMH failed")
          .contains("bench: sweep: up to 1,000,000 slots by JMH (1 of 1, about 45 s to go)")
          .endsWith("'./heartwire bench --parts sweep --resume' goes on with the rest\n")
          .contains("bench: stopped; 1 sample is kept in " + root);
    }
  }

  private static boolean isMeasured(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
          .contains("org.openjdk.jmh.runner.ForkedMain");
    } catch (IOException e) {
      return false;
    }
  }

  private String said() {
    try {
      return Files.readString(root.resolve("said"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void await(Process bench, BooleanSupplier condition) {
    long began = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - began > BOUND.toNanos()) {
        throw new AssertionError(
            said() + "\n" + bench.descendants().map(it -> it.info().commandLine()).toList());
      }
      LockSupport.parkNanos(20_000_000);
    }
  }
}
