package io.heartwire.redis;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.ClusterEngineFactory;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Invariants;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What one test keeps in Redis, under a prefix of its own. */
final class RedisRig {
  private final String url;
  private final Duration leastBootGrace;
  private final String prefix;
  private final ClusterEngineFactory.Tls tls;

  RedisRig(RedisServer server, Duration leastBootGrace) {
    this(server.url(), leastBootGrace);
  }

  RedisRig(String url, Duration leastBootGrace) {
    this(url, leastBootGrace, "hw-" + UUID.randomUUID() + ":", ClusterEngineFactory.Tls.PLAIN);
  }

  RedisRig(String url, Duration leastBootGrace, String prefix, ClusterEngineFactory.Tls tls) {
    this.url = url;
    this.leastBootGrace = leastBootGrace;
    this.prefix = prefix;
    this.tls = tls;
  }

  ClusterEngine open(InstantSource wallClock) {
    return open("gw-a", wallClock, 1_000_000);
  }

  RedisEngine open(String node, InstantSource wallClock, long timeoutsMax) {
    return (RedisEngine) new RedisEngineFactory().open(order(node, url, wallClock, timeoutsMax));
  }

  /** Reaches Redis by {@code way}, as a gateway does. */
  RedisEngine openAsPeopleDo(String node, String way) {
    return (RedisEngine)
        new RedisEngineFactory().open(order(node, way, InstantSource.system(), 100));
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
        new ClusterEngineFactory.Place(way, prefix, tls),
        new ClusterEngineFactory.Keeping(Duration.ofDays(7), 1L << 32, 1L << 33, timeoutsMax),
        leastBootGrace,
        new ClusterEngineFactory.Surroundings(
            System::nanoTime, wallClock, new SecureRandom(), name -> Thread::new));
  }

  /** What all names begin with. */
  String prefix() {
    return prefix;
  }

  RedisURI uri() {
    return RedisURI.create(url);
  }

  Keys keys() {
    return new Keys(prefix);
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

  /** Who is attached, by what all know, to a node that is fenced; one sentence each. */
  List<String> beneathTheFence(String where) {
    List<Invariants.Seated> seated = new ArrayList<>();
    Map<String, Long> fence = new HashMap<>();
    try (RedisLink link =
        RedisLink.open(RedisURI.create(where), Duration.ofSeconds(10), SslOptions.create())) {
      // Connected to each: a command does not wait for that.
      link.each(RedisClusterAsyncCommands::ping);
      for (int i = 0; i < Keys.PARTITIONS; i++) {
        String base = keys().of(i);
        link.await(link.commands().hgetall(base + "counts"))
            .forEach(
                (name, least) -> {
                  if (name.startsWith(":")) {
                    fence.merge(name.substring(1), Long.parseLong(least), Math::max);
                  }
                });
        for (String owner : link.await(link.commands().smembers(base + "owners"))) {
          int dot = owner.lastIndexOf('.');
          String node = owner.substring(0, dot);
          long incarnation = Long.parseLong(owner.substring(dot + 1));
          link.await(link.commands().zrange(base + "on:" + owner, 0, -1))
              .forEach(client -> seated.add(new Invariants.Seated(client, node, incarnation)));
        }
      }
    }
    return Invariants.fenced(seated, fence);
  }

  /** What was told of {@code client}, the latest first. */
  static List<EventType> told(ClusterEngine engine, String client) {
    return engine.history(new ClientId(client), 10).stream().map(Event::type).toList();
  }

  static void kill(ClusterEngine engine) {
    ((RedisEngine) engine).abandon();
  }
}
