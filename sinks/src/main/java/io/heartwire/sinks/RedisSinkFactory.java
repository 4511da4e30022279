package io.heartwire.sinks;

import io.heartwire.gateway.config.SinkConfig;
import io.heartwire.gateway.event.EventSink;
import io.heartwire.gateway.event.EventSinkFactory;
import io.lettuce.core.RedisURI;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** {@code sinks.<name>.type: redis}. */
public final class RedisSinkFactory implements EventSinkFactory {
  /** Made by {@code ServiceLoader}. */
  public RedisSinkFactory() {}

  @Override
  public String type() {
    return "redis";
  }

  @Override
  public EventSink make(Order order) {
    SinkConfig config = order.config();
    if (config.topic().isBlank()) {
      throw new IllegalArgumentException(order.key("topic") + " is empty: name the stream");
    }
    return new RedisSink(
        uri(order), new RedisSink.Stream(config.topic(), config.maxLength()), order.text());
  }

  private static RedisURI uri(Order order) {
    SinkConfig config = order.config();
    RedisURI uri;
    try {
      URI plain = new URI(config.url());
      if (plain.getHost() == null || !String.valueOf(plain.getScheme()).matches("rediss?")) {
        throw new IllegalArgumentException("no host of a redis");
      }
      uri = RedisURI.create(plain);
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          order.key("url")
              + " ("
              + config.url().replaceAll("//[^@/]*@", "//***@")
              + ") must be a redis or rediss URL: write it as redis://127.0.0.1:6379/0",
          e);
    }
    RedisURI.Builder built = RedisURI.builder(uri).withTimeout(config.timeout());
    if (!config.secret().isEmpty()) {
      built.withPassword(config.secret().toCharArray());
    }
    return built.build();
  }

  @Override
  public Optional<String> host(SinkConfig config) {
    RedisURI uri = RedisURI.create(config.url());
    return Optional.of(uri.getHost() + ":" + uri.getPort());
  }
}
