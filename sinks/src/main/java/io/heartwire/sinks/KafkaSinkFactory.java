package io.heartwire.sinks;

import io.heartwire.gateway.config.SinkConfig;
import io.heartwire.gateway.event.EventSink;
import io.heartwire.gateway.event.EventSinkFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.internals.Topic;
import org.apache.kafka.common.serialization.StringSerializer;

/** {@code sinks.<name>.type: kafka}. */
public final class KafkaSinkFactory implements EventSinkFactory {
  /** Order and durability hang on them, or they have a key of ours. */
  private static final Set<String> OURS =
      Set.of(
          ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
          ProducerConfig.ACKS_CONFIG,
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
          ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
          ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
          ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
          ProducerConfig.MAX_BLOCK_MS_CONFIG,
          ProducerConfig.TRANSACTIONAL_ID_CONFIG);

  /** Made by {@code ServiceLoader}. */
  public KafkaSinkFactory() {}

  @Override
  public String type() {
    return "kafka";
  }

  @Override
  public EventSink make(Order order) {
    SinkConfig config = order.config();
    if (config.servers().isBlank()) {
      throw new IllegalArgumentException(
          order.key("servers") + " is empty: name the brokers, as kafka-1:9092,kafka-2:9092");
    }
    checkTopic(order);
    Map<String, Object> properties = properties(order);
    return new KafkaSink(
        () -> new KafkaProducer<>(properties), config.topic(), config.timeout(), order.text());
  }

  private static void checkTopic(Order order) {
    try {
      Topic.validate(order.config().topic());
    } catch (InvalidTopicException e) {
      throw new IllegalArgumentException(
          order.key("topic")
              + " ("
              + order.config().topic()
              + ") is no name of a topic ("
              + e.getMessage()
              + "): use letters, digits, dots, underscores and hyphens",
          e);
    }
  }

  private static Map<String, Object> properties(Order order) {
    Map<String, Object> properties = new HashMap<>();
    order
        .config()
        .extras()
        .forEach(
            (name, value) -> {
              if (OURS.contains(name)) {
                throw new IllegalArgumentException(
                    order.key("properties")
                        + " sets "
                        + name
                        + ", which Heartwire sets itself: remove it there");
              }
              properties.put(name, value);
            });
    int timeoutMs = (int) order.config().timeout().toMillis();
    properties.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, "heartwire-" + order.name());
    properties.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 0);
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, order.config().servers());
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // What has expired is given up with everything behind it; of what is on its way already it
    // could not be.
    properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeoutMs);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMs / 2);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeoutMs);
    try {
      var unused = new ProducerConfig(properties);
    } catch (ConfigException e) {
      throw new IllegalArgumentException(
          order.key("properties") + " do not fit together (" + e.getMessage() + "): correct them",
          e);
    }
    return properties;
  }
}
