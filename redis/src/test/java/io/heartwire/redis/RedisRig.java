package io.heartwire.redis;

import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.ClusterEngineFactory;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;

/** What one test keeps in Redis, under a prefix of its own. */
final class RedisRig {
  private final String url;
  private final Duration leastBootGrace;
  private final String prefix = "hw-" + UUID.randomUUID() + ":";

  RedisRig(RedisServer server, Duration leastBootGrace) {
    this(server.url(), leastBootGrace);
  }

  RedisRig(String url, Duration leastBootGrace) {
    this.url = url;
    this.leastBootGrace = leastBootGrace;
  }

  ClusterEngine open(InstantSource wallClock) {
    return open("gw-a", wallClock, 1_000_000);
  }

  RedisEngine open(String node, InstantSource wallClock, long timeoutsMax) {
    return (RedisEngine) new RedisEngineFactory().open(order(node, url, wallClock, timeoutsMax));
  }

  /** Reaches Redis by {@code way}, and is in a hurry. */
  RedisEngine open(String node, String way, NodeLease.Times times) {
    return RedisEngine.open(
        RedisURI.create(way), order(node, way, InstantSource.system(), 100), times);
  }

  private ClusterEngineFactory.Order order(
      String node, String way, InstantSource wallClock, long timeoutsMax) {
    return new ClusterEngineFactory.Order(
        node,
        new ClusterEngineFactory.Place(way, prefix),
        new ClusterEngineFactory.Keeping(Duration.ofDays(7), 1L << 32, 1L << 33, timeoutsMax),
        leastBootGrace,
        new ClusterEngineFactory.Surroundings(
            System::nanoTime, wallClock, new SecureRandom(), name -> Thread::new));
  }

  /** What all names begin with. */
  String prefix() {
    return prefix;
  }

  /** Counts {@code node} as dead, as another one does whose lease has ended. */
  void expel(String node) {
    RedisClient client = RedisClient.create(url);
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      String log = prefix + "{log}:";
      String incarnation = connection.sync().hget(log + "incarnations", node);
      connection.sync().hdel(log + "incarnations", node);
      connection.sync().hset(log + "dying", node + "." + incarnation, "0");
    } finally {
      client.shutdown();
    }
  }

  static void kill(ClusterEngine engine) {
    ((RedisEngine) engine).abandon();
  }
}
