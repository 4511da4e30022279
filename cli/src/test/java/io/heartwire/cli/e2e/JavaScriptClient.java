package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Where the client for browsers and Node lives, {@code clients/js}. */
final class JavaScriptClient {
  private static final Path HOME = Path.of("..", "clients", "js");
  private static final Duration BOUND = Duration.ofMinutes(5);

  private JavaScriptClient() {}

  /** Brings what it is built with, and builds it and its tests. */
  static void compile() {
    runs(Map.of(), "npm", "ci", "--ignore-scripts");
    runs(Map.of(), "npm", "run", "compile-tests");
  }

  /** Runs a command where the client lives; what it printed is the message if it fails. */
  static void runs(Map<String, String> environment, String... command) {
    try {
      Path output = Files.createTempFile("heartwire-js", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(HOME.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      boolean ended = process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      assertThat(ended && process.exitValue() == 0)
          .as("%s:%n%s", String.join(" ", command), Files.readString(output))
          .isTrue();
      Files.delete(output);
    } catch (IOException e) {
      throw new AssertionError(String.join(" ", command) + " could not be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
