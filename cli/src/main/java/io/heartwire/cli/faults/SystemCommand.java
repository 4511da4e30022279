package io.heartwire.cli.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Short commands of the operating system, each bounded to {@value #BOUND_SECONDS} seconds. */
public final class SystemCommand {
  private static final int BOUND_SECONDS = 10;

  /** How a command ended. */
  public record Outcome(int exit, String output) {}

  private SystemCommand() {}

  /**
   * Runs it and returns what it said.
   *
   * @throws IllegalStateException if it fails; the message says what it said
   */
  public static String run(List<String> command, String input) {
    Outcome outcome = attempt(command, input);
    if (outcome.exit() != 0) {
      throw new IllegalStateException(
          "'"
              + String.join(" ", command)
              + "' ended with "
              + outcome.exit()
              + " and said: "
              + outcome.output().strip());
    }
    return outcome.output();
  }

  /** The same without input. */
  public static String run(String... command) {
    return run(List.of(command), "");
  }

  /** Runs it, whatever comes of it; what cannot be started ends with 127. */
  public static Outcome attempt(List<String> command, String input) {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return new Outcome(127, String.valueOf(e.getMessage()));
    }
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It ended without reading: its exit code tells.
      return end(process);
    }
    return end(process);
  }

  private static Outcome end(Process process) {
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return new Outcome(-1, output + " (still running after " + BOUND_SECONDS + " s)");
      }
      return new Outcome(process.exitValue(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      return new Outcome(-1, "interrupted");
    }
  }
}
