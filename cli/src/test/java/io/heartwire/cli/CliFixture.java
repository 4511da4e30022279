package io.heartwire.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;

/** Runs one command in this process and keeps what it printed. */
final class CliFixture {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private int terminalLines;
  private InputStream in = new ByteArrayInputStream(new byte[0]);

  /** The output goes to a terminal of so many lines. */
  CliFixture onTerminal(int lines) {
    terminalLines = lines;
    return this;
  }

  /** What the user types. */
  CliFixture typing(InputStream typed) {
    in = typed;
    return this;
  }

  int run(String... arguments) {
    return run(Map.of(), arguments);
  }

  int run(Map<String, String> environment, String... arguments) {
    var console =
        new Console(
            in,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    var process =
        new Surroundings.OwnProcess(
            Instant.EPOCH, task -> {}, (signal, task) -> false, time -> {}, () -> terminalLines);
    var surroundings =
        new Surroundings(
            environment, System::nanoTime, () -> Instant.EPOCH, new SplittableRandom(1), process);
    return Heartwire.commandLine(console, surroundings).execute(arguments);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
