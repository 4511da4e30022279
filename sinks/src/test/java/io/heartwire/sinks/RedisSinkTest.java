package io.heartwire.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.gateway.Gateway;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.event.EventSink;
import io.heartwire.gateway.event.EventSinkFactory;
import io.heartwire.gateway.event.EventText;
import io.heartwire.gateway.event.SinkException;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Against a real server. */
@Tag("redis")
class RedisSinkTest {
  private RedisServer server;

  @BeforeEach
  void start() throws IOException {
    server = RedisServer.start(Told.freePort());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static EventSink sink(int port, String... more) {
    String[] keys = {
      "sinks.out.type", "redis",
      "sinks.out.url", "redis://127.0.0.1:" + port,
      "sinks.out.timeout", "2s"
    };
    String[] all = Arrays.copyOf(keys, keys.length + more.length);
    System.arraycopy(more, 0, all, keys.length, more.length);
    return new RedisSinkFactory()
        .make(
            new EventSinkFactory.Order(
                "out",
                GatewayConfig.of(all).sinks().get("out"),
                new EventText("local"),
                InstantSource.fixed(Instant.EPOCH)));
  }

  private List<StreamMessage<String, String>> entries() {
    return server.connection.sync().xrange("heartwire-events", Range.unbounded());
  }

  private List<String> ids() {
    return entries().stream().map(entry -> entry.getBody().get("id")).toList();
  }

  @Test
  void addsABatchInOrderWithTheNumberByWhichItIsKnown() throws Exception {
    try (EventSink sink = sink(server.port)) {
      sink.deliver(Told.events(1, 1_000));
      sink.deliver(Told.events(1_001, 1_003));
    }

    assertThat(ids()).isEqualTo(LongStream.rangeClosed(1, 1_003).mapToObj(Long::toString).toList());
    assertThat(entries().get(6).getBody())
        .containsEntry("client", "dev-2")
        .containsEntry("type", "online")
        .hasEntrySatisfying("event", event -> assertThat(event).contains("\"id\":\"7\""));
  }

  @Test
  void keepsAboutSoManyAsItIsToldTo() throws Exception {
    try (EventSink sink = sink(server.port, "sinks.out.max-length", "100")) {
      for (int i = 0; i < 10; i++) {
        sink.deliver(Told.events(i * 100 + 1, i * 100 + 100));
      }
    }

    assertThat(entries()).hasSizeBetween(100, 250).last().isNotNull();
    assertThat(ids()).endsWith("999", "1000");
  }

  @Test
  void aServerThatIsFullTakesNothingAndThatIsNoEventsFault() throws Exception {
    server.connection.sync().configSet("maxmemory", "1");
    try (EventSink sink = sink(server.port)) {
      assertThatThrownBy(() -> sink.deliver(Told.events(1, 5)))
          .isInstanceOf(SinkException.class)
          .hasMessageContaining("OOM")
          .extracting(e -> ((SinkException) e).fault())
          .isEqualTo(SinkException.Fault.OTHER_SIDE);
      server.connection.sync().configSet("maxmemory", "0");
      sink.deliver(Told.events(1, 5));
    }

    assertThat(ids()).containsExactly("1", "2", "3", "4", "5");
  }

  @Test
  void aKeyThatHoldsSomethingElseAndAWrongPasswordAreNoEventsFault() {
    server.connection.sync().set("heartwire-events", "a text");
    try (EventSink sink = sink(server.port)) {
      assertThatThrownBy(() -> sink.deliver(Told.events(1, 2)))
          .hasMessageContainingAll("WRONGTYPE", "heartwire-events")
          .extracting(e -> ((SinkException) e).fault())
          .isEqualTo(SinkException.Fault.ADDRESS);
    }
    server.connection.sync().configSet("requirepass", "correct-horse");
    try (EventSink sink = sink(server.port, "sinks.out.secret", "battery")) {
      assertThatThrownBy(() -> sink.deliver(Told.events(1, 2)))
          .isInstanceOf(SinkException.class)
          .hasMessageContaining("WRONGPASS");
    }
    server.connection.sync().del("heartwire-events");
    assertThat(ids()).isEmpty();
  }

  @Test
  void aServerThatHangsIsGivenUpInTime() {
    server.connection.async().clientPause(60_000);
    try (EventSink sink = sink(server.port, "sinks.out.timeout", "500ms")) {
      long began = System.nanoTime();
      assertThatThrownBy(() -> sink.deliver(Told.events(1, 2))).isInstanceOf(SinkException.class);
      assertThat(System.nanoTime() - began).isLessThan(5_000_000_000L);
    }
  }

  @Test
  void aGatewayGoesOnWhereItWasWhenTheServerComesBack() throws IOException {
    int port = server.port;
    try (Gateway gateway =
        Told.gateway("sinks.out.type", "redis", "sinks.out.url", "redis://127.0.0.1:" + port)) {
      Told.happen(gateway, 3);
      Told.await("them", () -> ids().size() == 3);
      server.close();
      Told.happen(gateway, 2);
      Told.await("a failure", () -> Told.state(gateway).failures() > 0);

      server = RedisServer.start(port);
      Told.await("the rest", () -> ids().size() >= 2);
      assertThat(ids()).containsExactly("4", "5");
      Told.await("its cursor", () -> Told.state(gateway).behind() == 0);
      assertThat(Told.state(gateway).circuit().orElseThrow().host()).isEqualTo("127.0.0.1:" + port);
    }
  }
}
