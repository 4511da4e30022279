package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.gateway.RawClient;
import io.heartwire.gateway.TestGateway;
import io.heartwire.gateway.admin.AdminDoor.Answer;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Presences;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Frame;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages to clients, as their senders and the clients see them. */
class MessagesDownTest {
  private final AdminDoor door =
      AdminDoor.with("presence.grace", "1m", "messages.waiting-max", "5");

  @AfterEach
  void close() {
    door.close();
  }

  private Answer post(String client, String json) {
    return door.send("POST", "/api/v1/clients/" + client + "/messages", json);
  }

  private CompletableFuture<Answer> posting(String client, String json) {
    return CompletableFuture.supplyAsync(() -> post(client, json));
  }

  private static String letter(String id, String body) {
    return "{\"type\":\"news\",\"id\":\"%s\",\"body\":\"%s\"}".formatted(id, body);
  }

  private static Frame.Welcome login(RawClient client, String id, Bytes token) throws IOException {
    client.send(
        new Frame.Hello(Frame.PROTOCOL_VERSION, 0, id, "", "", "", 0, token, Optional.empty()));
    return client.receive(Frame.Welcome.class);
  }

  private void lose(RawClient client) throws IOException {
    long before = presences().inGrace();
    client.socket.setSoLinger(true, 0);
    client.close();
    TestGateway.await("its grace", () -> presences().inGrace() == before + 1);
  }

  private Presences presences() {
    return door.gateway.gateway.engine().counts();
  }

  private List<String> events(EventType type) {
    return door.gateway.gateway.engine().events(0, 1_000).stream()
        .filter(event -> event.type() == type)
        .map(Event::data)
        .toList();
  }

  @Test
  void deliveredIsWhatTheClientHasAcknowledgedNotWhatWasSentToIt() throws IOException { // trap 53
    try (RawClient client = door.gateway.login("dev-1")) {
      Answer queued =
          post("dev-1", "{\"type\":\"news\",\"id\":\"m1\",\"body\":\"a\",\"deadlineMs\":200}");
      Frame.Message message = client.receive(Frame.Message.class);

      assertThat(queued.status()).isEqualTo(202);
      assertThat(queued.json().path("outcome").asText()).isEqualTo("queued");
      assertThat(message).isEqualTo(new Frame.Message("news", "m1", Bytes.utf8("a"), true));
      assertThat(events(EventType.MESSAGE_DELIVERED)).isEmpty();

      client.send(new Frame.Ack("m1"));
      TestGateway.await("its delivery", () -> !events(EventType.MESSAGE_DELIVERED).isEmpty());
      assertThat(events(EventType.MESSAGE_DELIVERED))
          .containsExactly("{\"type\":\"news\",\"id\":\"m1\"}");
      assertThat(post("dev-1", letter("m1", "a")).status()).as("the same again").isEqualTo(200);
    }
  }

  @Test
  void aSenderWaitsForTheAcknowledgementAndNotLonger() throws IOException {
    try (RawClient client = door.gateway.login("dev-1")) {
      CompletableFuture<Answer> answer = posting("dev-1", letter("m1", "a"));
      client.receive(Frame.Message.class);
      assertThat(answer).isNotDone();
      client.send(new Frame.Ack("m1"));

      assertThat(answer.join().status()).isEqualTo(200);
      assertThat(answer.join().json().path("outcome").asText()).isEqualTo("acked");
      assertThat(door.gateway.gateway.engine().inbox().counts().waiting()).isZero();
    }
  }

  @Test
  void anAcknowledgementOfWhatWasNotSentChangesNothing() throws IOException {
    try (RawClient client = door.gateway.login("dev-1");
        RawClient other = door.gateway.login("dev-2")) {
      CompletableFuture<Answer> answer =
          posting("dev-1", "{\"type\":\"news\",\"id\":\"m1\",\"body\":\"a\",\"deadlineMs\":500}");
      client.receive(Frame.Message.class);
      other.send(new Frame.Ack("m1"));
      client.send(new Frame.Ack("m2"));

      assertThat(answer.join().status()).isEqualTo(202);
      assertThat(events(EventType.MESSAGE_DELIVERED)).isEmpty();
    }
  }

  @Test
  void whatWaitsIsSentOnEveryConnectionUntilItIsAcknowledgedAndThenOnNone()
      throws IOException { // trap 52
    RawClient first = door.gateway.connect();
    Frame.Welcome welcome = login(first, "dev-1", Bytes.EMPTY);
    lose(first);
    for (String id : List.of("m1", "m2", "m3")) {
      assertThat(post("dev-1", letter(id, id)).status()).isEqualTo(202);
    }
    RawClient second = door.gateway.connect();
    assertThat(login(second, "dev-1", welcome.resumeToken()).epoch()).isEqualTo(welcome.epoch());
    assertThat(ids(second, 3))
        .as("though it had had none before")
        .containsExactly("m1", "m2", "m3");
    second.send(new Frame.Ack("m1"));
    TestGateway.await("its delivery", () -> events(EventType.MESSAGE_DELIVERED).size() == 1);
    lose(second);
    try (RawClient third = door.gateway.connect()) {
      login(third, "dev-1", welcome.resumeToken());
      assertThat(ids(third, 2)).containsExactly("m2", "m3");
      third.send(new Frame.Ack("m2"));
      third.send(new Frame.Ack("m3"));
      TestGateway.await("the rest", () -> events(EventType.MESSAGE_DELIVERED).size() == 3);
      CompletableFuture<Answer> next = posting("dev-1", letter("m4", "m4"));
      assertThat(ids(third, 1)).containsExactly("m4");
      third.send(new Frame.Ack("m4"));
      assertThat(next.join().status()).isEqualTo(200);
    }
  }

  private static List<String> ids(RawClient client, int count) throws IOException {
    var ids = new java.util.ArrayList<String>();
    while (ids.size() < count) {
      ids.add(client.receive(Frame.Message.class).id());
    }
    return ids;
  }

  @Test
  void whatWasKeptInGraceOutlivesTheSessionUntilItExpires() throws IOException {
    RawClient first = door.gateway.connect();
    login(first, "dev-1", Bytes.EMPTY);
    lose(first);
    post("dev-1", letter("m1", "a"));
    post("dev-1", "{\"type\":\"news\",\"id\":\"m2\",\"expiryMs\":1000,\"deadlineMs\":0}");
    TestGateway.await("its expiry", () -> !events(EventType.MESSAGE_EXPIRED).isEmpty());
    try (RawClient later = door.gateway.login("dev-1")) {
      assertThat(ids(later, 1)).containsExactly("m1");
    }
    assertThat(events(EventType.MESSAGE_EXPIRED))
        .containsExactly("{\"type\":\"news\",\"id\":\"m2\"}");
    assertThat(events(EventType.TAKEN_OVER)).hasSize(1);
  }

  @Test
  void whoIsUnknownOfflineOrFullGetsNothing() throws IOException {
    assertThat(post("nobody", letter("m1", "a")).status()).isEqualTo(404);
    RawClient client = door.gateway.login("dev-1");
    for (int i = 1; i <= 5; i++) {
      String json = "{\"type\":\"news\",\"id\":\"m" + i + "\",\"deadlineMs\":0}";
      assertThat(post("dev-1", json).status()).isEqualTo(202);
    }
    Answer full = post("dev-1", letter("m6", "a"));
    assertThat(full.status()).isEqualTo(429);
    assertThat(full.type()).isEqualTo("application/problem+json");
    assertThat(full.text()).contains("5 messages of 5", "messages.waiting-max");
    client.send(Frame.Goodbye.of(CloseCode.GOODBYE, ""));
    TestGateway.await("its end", () -> presences().offline() == 1);
    Answer offline = post("dev-1", letter("m6", "a"));
    assertThat(offline.status()).isEqualTo(409);
    assertThat(offline.text()).contains("offline");
    assertThat(post("dev-1", letter("m1", "a")).status()).as("kept before").isEqualTo(202);
  }

  @Test
  void aRequestThatIsNoneIsAnsweredWithWhatIsExpected() {
    assertThat(post("dev-1", "[]").status()).isEqualTo(400);
    assertThat(post("dev-1", "{\"body\":\"a\"}").text()).contains("type must be a text");
    assertThat(post("dev-1", "{\"type\":\"t\",\"ttl\":1}").text()).contains("'ttl' is not known");
    assertThat(post("dev-1", "{\"type\":\"t\",\"body\":\"\",\"bodyBase64\":\"\"}").status())
        .isEqualTo(400);
    assertThat(post("dev-1", "{\"type\":\"t\",\"bodyBase64\":\"!\"}").text())
        .contains("not Base64");
    assertThat(post("dev-1", "{\"type\":\"t\",\"deadlineMs\":60000}").text())
        .contains("deadlineMs (60s) must be at most 25s");
    assertThat(post("dev-1", "{\"type\":\"t\",\"expiryMs\":1000}").text())
        .contains("at least deadlineMs");
    assertThat(post("dev-1", letter("m1", "x".repeat(300_000))).status()).isEqualTo(413);
    assertThat(post("a%20b", letter("m1", "a")).status()).isEqualTo(400);
  }

  @Test
  void bytesTravelAsTheyAreAndALongMessageFits() throws IOException {
    try (RawClient client = door.gateway.login("dev-1")) {
      post("dev-1", "{\"type\":\"raw\",\"bodyBase64\":\"AP8=\",\"deadlineMs\":0}");
      Frame.Message raw = client.receive(Frame.Message.class);
      assertThat(raw.body().toByteArray()).containsExactly(0, -1);
      assertThat(raw.id()).hasSize(16);
      client.send(new Frame.Ack(raw.id()));
      TestGateway.await("its delivery", () -> !events(EventType.MESSAGE_DELIVERED).isEmpty());
      post("dev-1", "{\"type\":\"t\",\"body\":\"" + "x".repeat(250_000) + "\",\"deadlineMs\":0}");
      assertThat(client.receive(Frame.Message.class).body().size()).isEqualTo(250_000);
    }
  }

  @Test
  void aMessageToAGroupReachesWhoIsAttachedAndIsKeptForWhoIsInGrace() throws IOException {
    RawClient lost = door.gateway.login("lost");
    lose(lost);
    try (RawClient one = door.gateway.login("one");
        RawClient other = door.gateway.login("other");
        RawClient full = door.gateway.login("full")) {
      for (int i = 0; i < 5; i++) {
        post("full", "{\"type\":\"news\",\"deadlineMs\":0}");
      }
      CompletableFuture<Answer> answer =
          CompletableFuture.supplyAsync(
              () ->
                  door.send(
                      "POST",
                      "/api/v1/groups/default/messages",
                      "{\"type\":\"news\",\"id\":\"g1\",\"body\":\"all\",\"deadlineMs\":1000}"));
      one.send(new Frame.Ack(one.receive(Frame.Message.class).id()));
      assertThat(other.receive(Frame.Message.class).id()).isEqualTo("g1");

      JsonNode spread = answer.join().json();
      assertThat(answer.join().status()).isEqualTo(200);
      assertThat(spread.path("clients").asInt()).isEqualTo(4);
      assertThat(spread.path("acked").asInt()).isEqualTo(1);
      assertThat(spread.path("queued").asInt()).isEqualTo(2);
      assertThat(spread.path("refused").asInt()).isEqualTo(1);
      assertThat(full.receive(Frame.Message.class).id()).isNotEqualTo("g1");
    }
    Answer empty =
        door.send("POST", "/api/v1/groups/nobody/messages", "{\"type\":\"news\",\"body\":\"a\"}");
    assertThat(empty.json().path("clients").asInt(-1)).isZero();
  }
}
