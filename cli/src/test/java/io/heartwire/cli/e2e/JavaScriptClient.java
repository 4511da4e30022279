package io.heartwire.cli.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Where the client for browsers and Node lives, {@code clients/js}. */
final class JavaScriptClient {
  private static final Path HOME = Path.of("..", "clients", "js");
  private static final Path BUILT = HOME.resolve("build");
  private static final Path STAMP = BUILT.resolve(".compiled");
  private static final Set<String> MADE = Set.of("build", "dist", "node_modules");
  private static final Duration BOUND = Duration.ofMinutes(5);

  private JavaScriptClient() {}

  /**
   * Brings what it is built with, and builds it and its tests, unless that was done with the same
   * sources. Classes that run beside each other, in processes of their own, ask for it at once: the
   * first one builds, the others wait, and nothing is built anew under a test that runs.
   */
  static synchronized void compile() {
    try {
      Files.createDirectories(BUILT);
      try (FileChannel door = FileChannel.open(BUILT.resolve(".lock"), CREATE, WRITE)) {
        door.lock();
        String wanted = digest();
        if (!isBuiltFrom(wanted)) {
          Files.deleteIfExists(STAMP);
          runs(Map.of(), "npm", "ci", "--ignore-scripts");
          runs(Map.of(), "npm", "run", "compile-tests");
          Files.writeString(STAMP, wanted);
        }
      }
    } catch (IOException e) {
      throw new AssertionError("the client in " + HOME + " could not be built", e);
    }
  }

  private static boolean isBuiltFrom(String digest) throws IOException {
    return Files.isDirectory(HOME.resolve("node_modules"))
        && Files.exists(STAMP)
        && Files.readString(STAMP).equals(digest);
  }

  /** Of all that it is built from, and of what builds it. */
  private static String digest() throws IOException {
    try (Stream<Path> all = Files.walk(HOME)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : all.filter(JavaScriptClient::isSource).sorted().toList()) {
        digest.update(file.toString().getBytes(UTF_8));
        digest.update(Files.readAllBytes(file));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isSource(Path file) {
    return Files.isRegularFile(file) && !MADE.contains(HOME.relativize(file).getName(0).toString());
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
