package io.heartwire.cli.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The runs of the stall proof made so far, one JSON line each, so that many runs can be interrupted
 * and resumed. A run counts only for the code it was made with.
 */
final class StallLog {
  private static final Path FILE = Path.of("target", "stall-runs.jsonl");

  private final String code;

  private StallLog(String code) {
    this.code = code;
  }

  /** The runs made with the classes of this class path that are not from a repository. */
  static StallLog ofThisCode() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String entry : ProcessLab.classPath().split(java.io.File.pathSeparator)) {
        Path path = Path.of(entry);
        if (Files.isDirectory(path) && path.endsWith("classes")) {
          addAll(digest, path);
        }
      }
      return new StallLog(HexFormat.of().formatHex(digest.digest(), 0, 8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private static void addAll(MessageDigest digest, Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        digest.update(file.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file));
      }
    }
  }

  /** Whether that run has been made and was good. */
  boolean has(String key) {
    return lines().stream().anyMatch(line -> line.startsWith(prefix(key)));
  }

  /** Appends a good run. */
  void add(StallRun run) {
    try {
      Files.createDirectories(FILE.getParent());
      Files.writeString(
          FILE,
          "{\"code\":\"" + code + "\"," + run.json().substring(1) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String prefix(String key) {
    return "{\"code\":\"" + code + "\",\"key\":\"" + key + "\",";
  }

  private static List<String> lines() {
    try {
      return Files.exists(FILE) ? Files.readAllLines(FILE) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
