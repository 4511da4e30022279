package io.heartwire.sinks;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.event.SinkTypes;
import org.junit.jupiter.api.Test;

/** What a configuration must say, found out before anything is connected to. */
class FactoriesTest {
  private static void check(String... keysAndValues) {
    SinkTypes.found().check(GatewayConfig.of(keysAndValues).sinks());
  }

  @Test
  void allAreFoundOnTheClassPath() {
    assertThatThrownBy(() -> check("sinks.lake.type", "lava"))
        .hasMessageContaining("use one of alertmanager, email, file, kafka, log, redis, webhook");
    assertThatCode(
            () ->
                check(
                    "sinks.lake.type", "kafka",
                    "sinks.lake.servers", "kafka-1.invalid:9092",
                    "sinks.lake.properties", "compression.type=lz4\nlinger.ms=5",
                    "sinks.stream.type", "redis",
                    "sinks.stream.url", "redis://redis.invalid:6379/2"))
        .doesNotThrowAnyException();
  }

  @Test
  void saysEverythingThatIsWrongWithKeyAndRemedy() {
    assertThatThrownBy(
            () ->
                check(
                    "sinks.a.type", "kafka",
                    "sinks.b.type", "kafka",
                    "sinks.b.servers", "kafka-1:9092",
                    "sinks.b.properties", "acks=0",
                    "sinks.c.type", "kafka",
                    "sinks.c.servers", "kafka-1:9092",
                    "sinks.c.topic", "two words",
                    "sinks.d.type", "redis",
                    "sinks.d.url", "http://:secret@example.org",
                    "sinks.e.type", "kafka",
                    "sinks.e.servers", "kafka-1:9092",
                    "sinks.e.properties", "compression.type=sponge"))
        .hasMessageContainingAll(
            "sinks.a.servers is empty",
            "sinks.b.properties sets acks",
            "sinks.c.topic (two words)",
            "sinks.d.url (http://***@example.org)",
            "sinks.e.properties",
            "sponge");
  }
}
