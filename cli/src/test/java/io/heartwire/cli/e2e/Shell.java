package io.heartwire.cli.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Short commands of the system, each bounded to ten seconds. */
final class Shell {
  /** How a command ended. */
  record Outcome(int exit, String output) {}

  private Shell() {}

  /** Runs a line of sh; fails the test unless it succeeds. */
  static String run(String line) {
    Outcome outcome = attempt(line, "");
    if (outcome.exit() != 0) {
      throw new AssertionError("'" + line + "' exited " + outcome.exit() + ": " + outcome.output());
    }
    return outcome.output();
  }

  /** Runs a line of sh with {@code input} on its standard input, whatever comes of it. */
  static Outcome attempt(String line, String input) {
    try {
      Process process = new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start();
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It ended without reading: its exit code tells.
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return new Outcome(-1, output + " (still running after 10 s)");
      }
      return new Outcome(process.exitValue(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted in '" + line + "'", e);
    }
  }
}
