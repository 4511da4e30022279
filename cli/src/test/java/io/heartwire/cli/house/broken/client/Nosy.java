package io.heartwire.cli.house.broken.client;

/**
 * Breaks: the client does not know the server, nor anybody Kafka but the sinks, and Lettuce but
 * redis too.
 */
public final class Nosy {
  Class<?> sideways = io.heartwire.cli.house.broken.gateway.session.Judge.class;
  Class<?> heavy = io.lettuce.core.RedisClient.class;
  Class<?> heavier = org.apache.kafka.clients.producer.Producer.class;
}
