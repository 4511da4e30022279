package io.heartwire.gateway.event;

import io.heartwire.gateway.config.SinkConfig;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Makes sinks of one type. Whoever puts one on the class path, named in {@code
 * META-INF/services/io.heartwire.gateway.event.EventSinkFactory}, can say its word in {@code
 * sinks.<name>.type}.
 */
public interface EventSinkFactory {
  /** The word: small letters, digits and hyphens. */
  String type();

  /**
   * Makes a sink. It connects to nothing yet: that is for {@link EventSink#deliver}.
   *
   * @throws IllegalArgumentException if it cannot work as it is configured; the message is one
   *     sentence that begins with the key
   */
  EventSink make(Order order);

  /** The host that it talks to, with its port, if it is to have a circuit breaker. */
  default Optional<String> host(SinkConfig config) {
    return Optional.empty();
  }

  /**
   * Whether its sinks alert people: they are told incidents, and targets if that is configured, one
   * at a time, each once; there is no replay.
   */
  default boolean alerts(SinkConfig config) {
    return false;
  }

  /**
   * What a sink is made of.
   *
   * @param name as in the configuration
   * @param config its settings; those that only its type knows are in {@link SinkConfig#extras}
   * @param text events as JSON
   * @param wallClock time for people, and for signatures
   */
  record Order(String name, SinkConfig config, EventText text, InstantSource wallClock) {
    /** The full name of one of its keys, for messages. */
    public String key(String word) {
      return "sinks." + name + "." + word;
    }
  }
}
