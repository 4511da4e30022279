package io.heartwire.gateway;

import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.ClusterEngineFactory;
import io.heartwire.gateway.cluster.embedded.SqliteEngine;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.config.PresenceConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;

/** Opens the engine that {@code engine} of the configuration names. */
final class Engines {
  private static final String EMBEDDED = GatewayConfig.EMBEDDED;

  private Engines() {}

  static ClusterEngine open(
      GatewayConfig config,
      Duration leastBootGrace,
      Services services,
      Function<String, ThreadFactory> threads) {
    return config.engine().equals(EMBEDDED)
        ? embedded(config, leastBootGrace, services, threads)
        : factory(config.engine()).open(order(config, leastBootGrace, services, threads));
  }

  private static ClusterEngine embedded(
      GatewayConfig config,
      Duration leastBootGrace,
      Services services,
      Function<String, ThreadFactory> threads) {
    PresenceConfig presence = config.presence();
    return SqliteEngine.open(
        new SqliteEngine.Settings(
            config.node(),
            presence.file(),
            leastBootGrace,
            presence.keepEvents(),
            presence.keepBytes().bytes(),
            presence.mostBytes().bytes(),
            presence.timeoutsMax()),
        new SqliteEngine.Surroundings(
            services.clock(),
            services.wallClock(),
            services.random(),
            threads.apply("heartwire-presence")));
  }

  private static ClusterEngineFactory factory(String name) {
    List<String> words = new ArrayList<>(List.of(EMBEDDED));
    for (ClusterEngineFactory factory : ServiceLoader.load(ClusterEngineFactory.class)) {
      if (factory.name().equals(name)) {
        return factory;
      }
      words.add(factory.name());
    }
    throw new IllegalStateException(
        "engine ("
            + name
            + ") is not on the class path, which has "
            + String.join(", ", words)
            + ": choose one of these, or add its jar");
  }

  private static ClusterEngineFactory.Order order(
      GatewayConfig config,
      Duration leastBootGrace,
      Services services,
      Function<String, ThreadFactory> threads) {
    PresenceConfig presence = config.presence();
    return new ClusterEngineFactory.Order(
        config.node(),
        new ClusterEngineFactory.Place(
            config.redis().url(),
            config.redis().prefix(),
            new ClusterEngineFactory.Tls(
                config.redis().ca(), config.redis().certificate(), config.redis().key())),
        new ClusterEngineFactory.Keeping(
            presence.keepEvents(),
            presence.keepBytes().bytes(),
            presence.mostBytes().bytes(),
            presence.timeoutsMax()),
        leastBootGrace,
        new ClusterEngineFactory.Surroundings(
            services.clock(), services.wallClock(), services.random(), threads));
  }
}
