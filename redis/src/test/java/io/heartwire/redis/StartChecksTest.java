package io.heartwire.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartChecksTest {
  private static final String GOOD =
      "redis_version:6.2.11\r\nrole:master\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\n";

  @TempDir Path dir;

  @Test
  void saysWhatIsWrongInOneSentence() {
    assertThat(StartChecks.check(GOOD)).isEmpty();
    assertThat(StartChecks.check(GOOD.replace("aof_enabled:1", "aof_enabled:0")))
        .singleElement()
        .asString()
        .contains("appendonly yes");
    assertThat(StartChecks.check(GOOD.replace("6.2.11", "7.0.15"))).isEmpty();
    assertThatThrownBy(() -> StartChecks.check(GOOD.replace("6.2.11", "6.0.16")))
        .hasMessageContainingAll("6.0.16", "6.2", "update it");
    assertThatThrownBy(() -> StartChecks.check(GOOD.replace("noeviction", "allkeys-lru")))
        .hasMessageContainingAll("allkeys-lru", "maxmemory-policy noeviction");
    assertThatThrownBy(() -> StartChecks.check(GOOD.replace("master", "slave")))
        .hasMessageContainingAll("replica", "redis.url");
  }

  @Test
  @Tag("redis")
  void refusesAServerThatEvictsAndAUserWhoMayNotDoWhatIsNeeded() throws IOException {
    try (RedisServer server = RedisServer.start(dir, "--maxmemory-policy", "volatile-lru")) {
      RedisRig rig = new RedisRig(server, Duration.ofSeconds(1));
      assertThatThrownBy(() -> rig.open(InstantSource.system()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("volatile-lru", "127.0.0.1:" + server.port);
    }
    try (RedisServer server =
        RedisServer.start(
            dir, "--user", "default", "on", "nopass", "~*", "&*", "+@all", "-evalsha", "-eval")) {
      RedisRig rig = new RedisRig(server, Duration.ofSeconds(1));
      assertThatThrownBy(() -> rig.open(InstantSource.system()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("evalsha", "give its user all commands");
    }
  }

  @Test
  @Tag("redis")
  void saysThatNobodyAnswers() throws IOException {
    RedisServer server = RedisServer.start(dir);
    server.close();
    RedisRig rig = new RedisRig(server, Duration.ofSeconds(1));
    assertThatThrownBy(() -> rig.open(InstantSource.system()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("127.0.0.1:" + server.port, "cannot be used");
  }
}
