package io.heartwire.gateway.cluster.embedded;

import io.heartwire.gateway.cluster.ClusterEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/** The file of one embedded engine, which a test opens, kills and opens again. */
final class SqliteRig {
  private final Path dir;
  private final Duration leastBootGrace;
  private int copies;
  private Path file;

  SqliteRig(Path dir, Duration leastBootGrace) {
    this.dir = dir;
    this.leastBootGrace = leastBootGrace;
    this.file = dir.resolve("presence.db");
  }

  Path file() {
    return file;
  }

  ClusterEngine open(InstantSource wallClock) {
    return open(wallClock, 1_000_000);
  }

  ClusterEngine open(InstantSource wallClock, long timeoutsMax) {
    return open(file, leastBootGrace, wallClock, timeoutsMax);
  }

  static SqliteEngine open(
      Path file, Duration leastBootGrace, InstantSource wallClock, long timeoutsMax) {
    return SqliteEngine.open(
        new SqliteEngine.Settings(
            "gw-test",
            file.toString(),
            leastBootGrace,
            Duration.ofDays(7),
            1L << 32,
            1L << 33,
            timeoutsMax),
        new SqliteEngine.Surroundings(
            System::nanoTime, wallClock, new SecureRandom(), Thread::new));
  }

  /** What a kill leaves behind is the files as they are at that moment. */
  void kill(ClusterEngine engine) {
    try {
      Path copy = Files.createDirectory(dir.resolve("killed-" + ++copies));
      for (String suffix : new String[] {"", "-wal"}) {
        Files.copy(Path.of(file + suffix), copy.resolve("presence.db" + suffix));
      }
      engine.close();
      file = copy.resolve("presence.db");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
