package io.heartwire.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Redis with the settings of {@code deploy}. */
@Tag("redis")
class DeployedRedisTest {
  private static final Path FILE = Path.of("..", "deploy", "redis", "redis.conf");

  @Test
  void isOneThatPresenceCanBeKeptOnAndKeepsItOnDisk(@TempDir Path dir) throws IOException {
    List<String> options = new ArrayList<>();
    for (String line : Files.readAllLines(FILE)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] words = line.split(" ");
        options.add("--" + words[0]);
        options.addAll(List.of(words).subList(1, words.length));
      }
    }
    assertThat(options).containsSequence("--appendonly", "yes");
    assertThat(options).containsSequence("--maxmemory-policy", "noeviction");
    try (RedisServer server = RedisServer.start(dir, options.toArray(String[]::new));
        RedisLink link =
            RedisLink.open(
                RedisURI.create(server.url()), Duration.ofSeconds(10), SslOptions.create())) {
      assertThat(StartChecks.check(link.await(link.commands().info("everything")))).isEmpty();
      assertThat(link.await(link.commands().info("persistence"))).contains("aof_enabled:1");
      assertThat(link.await(link.commands().info("memory"))).contains("maxmemory:4294967296");
    }
  }
}
