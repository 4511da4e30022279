package io.heartwire.gateway.cluster;

import io.heartwire.core.time.NanoClock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Opens engines of one kind. Whoever puts one on the class path, named in {@code
 * META-INF/services/io.heartwire.gateway.cluster.ClusterEngineFactory}, can say its word in {@code
 * engine}.
 */
public interface ClusterEngineFactory {
  /** The word: small letters, digits and hyphens. */
  String name();

  /**
   * Opens the engine; waits for whatever it takes.
   *
   * @throws IllegalStateException if it cannot be had; the message is one sentence for people
   */
  ClusterEngine open(Order order);

  /**
   * What an engine is made of.
   *
   * @param node the name of this gateway, unlike that of any other on the same engine
   * @param place where the truth is kept
   * @param keeping how much of it
   * @param leastBootGrace after a start nobody of this node is announced offline before this
   * @param surroundings clocks, chance and threads
   */
  record Order(
      String node,
      Place place,
      Keeping keeping,
      Duration leastBootGrace,
      Surroundings surroundings) {}

  /**
   * Where the truth is kept.
   *
   * @param url of the server; may hold a name and a password
   * @param prefix begins the name of whatever is kept there
   * @param tls whom to trust there, and who to be
   */
  record Place(String url, String prefix, Tls tls) {}

  /**
   * Files of PEM; each may be empty.
   *
   * @param ca authorities of whoever is at the place; empty: those of the JDK
   * @param certificate that this gateway shows, with those that lead to its authority
   * @param key of {@code certificate}; PKCS#8, without a password
   */
  record Tls(String ca, String certificate, String key) {
    /** The authorities of the JDK, and no certificate of our own. */
    public static final Tls PLAIN = new Tls("", "", "");
  }

  /**
   * How much is kept.
   *
   * @param age events older than this are forgotten
   * @param bytes of events, beyond which the oldest are forgotten that every reader has taken
   * @param holdBytes of events, beyond which the oldest are, whoever has not taken them
   * @param timeoutsMax so many timeouts may be pending; their payloads may hold a quarter of {@code
   *     bytes}
   */
  record Keeping(Duration age, long bytes, long holdBytes, long timeoutsMax) {}

  /**
   * What it needs of its surroundings.
   *
   * @param clock monotonic time
   * @param wallClock time for people
   * @param random unpredictable, for the secret
   * @param threads makes threads of a name
   */
  record Surroundings(
      NanoClock clock,
      InstantSource wallClock,
      RandomGenerator random,
      Function<String, ThreadFactory> threads) {}
}
