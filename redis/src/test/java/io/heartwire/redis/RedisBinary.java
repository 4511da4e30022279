package io.heartwire.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The {@code redis-server} of tests: the installed one, or 6.2, the oldest that will do, with
 * {@code -Dheartwire.test.redis=6.2}.
 */
final class RedisBinary {
  private static final String OLDEST = "6.2";

  private RedisBinary() {}

  static boolean isOldest() {
    return System.getProperty("heartwire.test.redis", "").equals(OLDEST);
  }

  /** What to run; whether it runs was tried. */
  static String command() throws IOException {
    return isOldest() ? oldest() : installed();
  }

  private static String installed() {
    boolean there =
        List.of(System.getenv("PATH").split(":")).stream()
            .anyMatch(path -> Files.isExecutable(Path.of(path, "redis-server")));
    if (!there) {
      throw new AssertionError(
          "this test needs redis-server, which is not there: install it with 'apt-get install"
              + " redis-server', or leave the group out with './heartwire test --without redis'");
    }
    return "redis-server";
  }

  private static String oldest() throws IOException {
    Path unpacked = Path.of("target", "redis-" + OLDEST, "redis-server").toAbsolutePath();
    if (!Files.exists(unpacked)) {
      unpack(unpacked);
    }
    String version = version(unpacked);
    if (!version.contains("v=" + OLDEST + ".")) {
      throw new AssertionError(
          unpacked
              + " is not a Redis 6.2 that runs here ('"
              + version.strip()
              + "'): install libssl3, or leave the group out with './heartwire test --without redis'");
    }
    return unpacked.toString();
  }

  /* What its name says is not quite its version. */
  private static String resource() {
    return switch (System.getProperty("os.arch")) {
      case "amd64", "x86_64" -> "/redis-server-6.2.6-v5-linux-amd64";
      case "aarch64" -> "/redis-server-6.2.7-linux-arm64";
      default -> throw new AssertionError("there is no Redis 6.2 for this processor to test with");
    };
  }

  private static void unpack(Path where) throws IOException {
    Path folder = Files.createDirectories(where.getParent());
    Path part = Files.createTempFile(folder, "redis-server", ".part");
    try (InputStream packed = RedisBinary.class.getResourceAsStream(resource())) {
      if (packed == null) {
        throw new AssertionError(
            resource() + " is not on the class path, where embedded-redis of pom.xml has it");
      }
      Files.copy(packed, part, StandardCopyOption.REPLACE_EXISTING);
    }
    if (!part.toFile().setExecutable(true)) {
      throw new AssertionError(part + " cannot be made executable");
    }
    Files.move(part, where, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String version(Path server) throws IOException {
    Process asked =
        new ProcessBuilder(server.toString(), "--version").redirectErrorStream(true).start();
    return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
