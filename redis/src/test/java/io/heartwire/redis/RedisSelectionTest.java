package io.heartwire.redis;

import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.SelectionContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("redis")
class RedisSelectionTest extends SelectionContract {
  @TempDir static Path dir;
  private static RedisServer server;
  private final RedisRig rig = new RedisRig(server, Duration.ofSeconds(10));

  @BeforeAll
  static void startServer() throws IOException {
    server = RedisServer.start(dir);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Override
  protected ClusterEngine open(InstantSource wallClock) {
    return rig.open(wallClock);
  }
}
