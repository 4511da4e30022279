package io.heartwire.gateway.cluster.embedded;

import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.ReadersContract;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class SqliteReadersTest extends ReadersContract {
  @TempDir Path dir;

  @Override
  protected ClusterEngine open(InstantSource wallClock) {
    return new SqliteRig(dir, Duration.ofSeconds(10)).open(wallClock);
  }
}
