package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.dispatch.MessageHandler;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.Frame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of clients that are told: they become events, once each. */
class MessagesUpTest {
  private static final String TELL = "dispatch.types.order.tell";
  @TempDir Path dir;

  private static Frame.Message order(String id, String body) {
    return new Frame.Message("order", id, Bytes.utf8(body), !id.isEmpty());
  }

  private static List<Event> told(TestGateway it) {
    return it.gateway.engine().events(0, 1_000).stream()
        .filter(event -> event.type() == EventType.MESSAGE)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"queue", "inline", "per-task"})
  void aMessageWhoseAcknowledgementWasLostIsToldOnceOverAllConnections(String model)
      throws IOException { // trap 52
    String[] settings = {
      TELL,
      "true",
      "dispatch.types.order.model",
      model,
      "presence.file",
      dir.resolve("presence.db").toString()
    };
    try (TestGateway it = TestGateway.with(settings)) {
      try (RawClient client = it.login("dev-1")) {
        client.send(order("m1", "a \"b\""));
        assertThat(client.receive(Frame.Ack.class).id()).isEqualTo("m1");
        assertThat(told(it)).as("the acknowledgement comes after the event").hasSize(1);
      }
      try (RawClient client = it.login("dev-1")) {
        client.send(order("m1", "a \"b\""));
        assertThat(client.receive(Frame.Ack.class).id()).isEqualTo("m1");
      }
    }
    try (TestGateway it = TestGateway.with(settings);
        RawClient client = it.login("dev-1");
        RawClient other = it.login("dev-2")) {
      client.send(order("m1", "a \"b\""));
      assertThat(client.receive(Frame.Ack.class).id()).isEqualTo("m1");
      client.send(order("m2", ""));
      assertThat(client.receive(Frame.Ack.class).id()).isEqualTo("m2");
      other.send(order("m1", "of another client"));
      assertThat(other.receive(Frame.Ack.class).id()).isEqualTo("m1");

      assertThat(told(it))
          .extracting(event -> event.client().orElse("") + " " + event.data())
          .containsExactly(
              "dev-1 {\"type\":\"order\",\"id\":\"m1\",\"body\":\"a \\\"b\\\"\"}",
              "dev-1 {\"type\":\"order\",\"id\":\"m2\",\"body\":\"\"}",
              "dev-2 {\"type\":\"order\",\"id\":\"m1\",\"body\":\"of another client\"}");
      assertThat(told(it)).allMatch(event -> event.epoch() > 0);
    }
  }

  @Test
  void whatIsNoTextIsToldInBase64AndWhatWantsNoAcknowledgementEachTime() throws IOException {
    try (TestGateway it = TestGateway.with(TELL, "true");
        RawClient client = it.login("dev-1")) {
      client.send(new Frame.Message("order", "m1", Bytes.copyOf(new byte[] {0, -1}), true));
      client.receive(Frame.Ack.class);
      client.send(order("", "a"));
      client.send(order("", "a"));
      TestGateway.await("the events", () -> told(it).size() == 3);

      assertThat(told(it).get(0).data()).contains("\"bodyBase64\":\"AP8=\"");
      assertThat(told(it).get(2).data()).isEqualTo("{\"type\":\"order\",\"body\":\"a\"}");
    }
  }

  @Test
  void otherTypesAreNotTold() throws IOException {
    try (TestGateway it = TestGateway.with(TELL, "true");
        RawClient client = it.login("dev-1")) {
      client.send(new Frame.Message("reading", "m1", Bytes.EMPTY, true));
      client.receive(Frame.Ack.class);

      assertThat(told(it)).isEmpty();
    }
  }

  @Test
  void whatTheHandlerFailsOnIsNotToldAndWhatItHasNoRoomForComesAgain() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    MessageHandler handler =
        (peer, message) ->
            switch (calls.incrementAndGet()) {
              case 1 -> CompletableFuture.failedFuture(new IllegalStateException("broken"));
              case 2 ->
                  CompletableFuture.failedFuture(
                      new io.heartwire.gateway.dispatch.BusyException("no room"));
              default -> CompletableFuture.completedFuture(null);
            };
    try (TestGateway it = TestGateway.with(Optional.empty(), handler, TELL, "true");
        RawClient client = it.login("dev-1")) {
      client.send(order("m1", "a"));
      assertThat(client.receive(Frame.Refusal.class))
          .isEqualTo(new Frame.Refusal("m1", Frame.Refusal.Cause.FAILED));
      client.send(order("m1", "a"));
      assertThat(client.receive(Frame.Refusal.class))
          .isEqualTo(new Frame.Refusal("m1", Frame.Refusal.Cause.BUSY));
      assertThat(told(it)).isEmpty();
      client.send(order("m1", "a"));
      client.receive(Frame.Ack.class);

      assertThat(told(it)).hasSize(1);
      assertThat(it.gateway.dispatcher().load().busy()).isEqualTo(1);
    }
  }
}
