package io.heartwire.redis;

import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.EngineContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** What holds on one Redis holds on a Redis Cluster. */
@Tag("redis")
class RedisClusterTest extends EngineContract {
  @TempDir static Path dir;
  private static RedisCluster server;
  private final RedisRig rig = new RedisRig(server.url(), LEAST_BOOT_GRACE);

  @BeforeAll
  static void startServer() throws IOException {
    server = RedisCluster.start(dir);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Override
  protected ClusterEngine open(InstantSource wallClock) {
    return rig.open(wallClock);
  }

  @Override
  protected void kill(ClusterEngine engine) {
    RedisRig.kill(engine);
  }
}
