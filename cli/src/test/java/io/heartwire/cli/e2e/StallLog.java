package io.heartwire.cli.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
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

  /** The runs made with the classes of this class path that are Heartwire's own. */
  static StallLog ofThisCode() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String entry : ProcessLab.classPath().split(File.pathSeparator)) {
        Path path = Path.of(entry);
        if (Files.isDirectory(path)) {
          addAll(digest, path);
        } else if (path.getFileName().toString().startsWith("heartwire-")) {
          addJar(digest, path);
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
      for (Path file : files.filter(StallLog::isClass).sorted().toList()) {
        digest.update(Files.readAllBytes(file));
      }
    }
  }

  private static boolean isClass(Path file) {
    return file.toString().endsWith(".class");
  }

  /** What is in the jar, not its bytes: those change with every build. */
  private static void addJar(MessageDigest digest, Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      file.stream()
          .filter(entry -> entry.getName().endsWith(".class"))
          .sorted(Comparator.comparing(JarEntry::getName))
          .forEach(entry -> digest.update((entry.getName() + entry.getCrc()).getBytes(UTF_8)));
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
