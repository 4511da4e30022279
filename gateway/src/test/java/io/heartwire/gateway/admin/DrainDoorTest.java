package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.RawClient;
import io.heartwire.gateway.TestGateway;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Frame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A drain of real connections, asked for through the door for operators. */
class DrainDoorTest {
  @Test
  void idleClientsAreToldOneAfterTheOtherWhenAndWhereToReturn() throws IOException { // trap 54
    List<RawClient> clients = new ArrayList<>();
    try (AdminDoor door = AdminDoor.with("drain.endpoints", "b.example:7400")) {
      for (int i = 0; i < 10; i++) {
        clients.add(door.gateway.login("dev-" + i));
      }
      assertThat(door.get("/api/v1/drain").json().path("state").asText()).isEqualTo("serving");
      assertThat(door.get("/api/v1/status").json().path("draining").asBoolean()).isFalse();

      AdminDoor.Answer begun = door.send("POST", "/api/v1/drain", "{\"timeMs\":1000}");
      assertThat(begun.status()).isEqualTo(202);
      assertThat(begun.json().path("timeMs").asInt()).isEqualTo(1_000);
      assertThat(door.get("/readyz").status()).isEqualTo(503);
      assertThat(door.get("/metrics").text()).contains("heartwire_draining 1");

      List<Long> waits = new ArrayList<>();
      for (RawClient client : clients) {
        Frame.Goodbye goodbye = client.receive(Frame.Goodbye.class);
        assertThat(goodbye.code()).isEqualTo(CloseCode.DRAINED);
        assertThat(goodbye.endpoints()).containsExactly("b.example:7400");
        waits.add(goodbye.retryAfterMs());
        client.close();
      }
      assertThat(waits).allMatch(wait -> wait >= 1_000 && wait <= 6_000);
      assertThat(waits.stream().distinct().count()).isGreaterThan(5);
      awaitState(door, "ended");
      assertThat(door.gateway.count(DisconnectReason.DRAINED)).isEqualTo(10);
    }
  }

  @Test
  void aSecondRequestAnswersTheDrainThatRunsAndNewcomersAreSentAway() throws IOException {
    try (AdminDoor door = AdminDoor.with();
        RawClient first = door.gateway.login("dev-1");
        RawClient second = door.gateway.login("dev-2");
        RawClient stranger = door.gateway.connect()) {
      TestGateway.await("all", () -> door.gateway.gateway.counters().open() == 3);
      door.send("POST", "/api/v1/drain", "");
      AdminDoor.Answer again = door.send("POST", "/api/v1/drain", "{\"timeMs\":100}");
      assertThat(again.status()).isEqualTo(202);
      assertThat(again.json().path("timeMs").asInt()).isEqualTo(30_000);

      assertThat(stranger.receive(Frame.Goodbye.class).code()).isEqualTo(CloseCode.DRAINED);
      try (RawClient newcomer = door.gateway.connect()) {
        newcomer.send(Frame.Hello.of("dev-3", ""));
        Frame.Goodbye goodbye = newcomer.receive(Frame.Goodbye.class);
        assertThat(goodbye.code()).isEqualTo(CloseCode.DRAINED);
        assertThat(goodbye.retryAfterMs()).isBetween(25_000L, 40_000L);
      }
      TestGateway.await("one is told", () -> door.gateway.gateway.sessions().attached() == 1);
      assertThat(door.get("/api/v1/status").json().path("drain").path("told").asInt()).isEqualTo(1);

      // Verdicts, kicks and goodbyes go on meanwhile.
      String left = door.gateway.gateway.sessions().sessions().get(0).clientId().value();
      assertThat(door.send("DELETE", "/api/v1/clients/" + left, "").status()).isEqualTo(200);
      assertThat(door.gateway.count(DisconnectReason.KICKED)).isEqualTo(1);
    }
  }

  @Test
  void whoDoesNotCloseAfterItsGoodbyeIsCut() throws IOException {
    try (AdminDoor door = AdminDoor.with();
        RawClient stubborn = door.gateway.login("dev-1")) {
      door.send("POST", "/api/v1/drain", "{\"timeMs\":100}");
      stubborn.receive(Frame.Goodbye.class);
      awaitState(door, "ended");
      TestGateway.await("the cut", () -> door.gateway.gateway.counters().open() == 0);
      assertThat(door.gateway.gateway.counters().cutFarewells()).isEqualTo(1);
    }
  }

  @Test
  void aRateAndANodeCanBeNamedAndWhatIsNotThereIsSaid() throws IOException {
    try (AdminDoor door = AdminDoor.with("node", "gw-a");
        RawClient first = door.gateway.login("dev-1");
        RawClient second = door.gateway.login("dev-2")) {
      String known = "{\"node\":\"gw-a\",\"rate\":1}";
      AdminDoor.Answer foretold = door.send("POST", "/api/v1/drain?dryRun=true", known);
      assertThat(foretold.json().path("timeMs").asInt()).isEqualTo(2_000);
      assertThat(door.send("POST", "/api/v1/drain", "{\"node\":\"gw-z\"}").text())
          .contains("there is no gateway gw-z; there are gw-a");
      assertThat(door.get("/api/v1/drain?node=gw-z").status()).isEqualTo(404);
      for (String body :
          List.of(
              "{\"rate\":0}",
              "{\"rate\":\"500/s\"}",
              "{\"rate\":5,\"timeMs\":100}",
              "{\"node\":5}")) {
        assertThat(door.send("POST", "/api/v1/drain", body).status()).as(body).isEqualTo(400);
      }
      assertThat(door.get("/api/v1/drain?node=gw-a").json().path("state").asText())
          .isEqualTo("serving");

      AdminDoor.Answer begun = door.send("POST", "/api/v1/drain", known);
      assertThat(begun.status()).as(begun.text()).isEqualTo(202);
      assertThat(begun.json().path("node").asText()).isEqualTo("gw-a");
      assertThat(begun.json().path("timeMs").asInt()).isEqualTo(2_000);
      assertThat(door.get("/api/v1/audit").text())
          .contains("\"action\":\"drain\",\"scope\":\"gw-a\"");
      // Alone, it has nowhere to send them.
      Frame.Goodbye goodbye = first.receive(Frame.Goodbye.class);
      assertThat(goodbye.endpoints()).isEmpty();
      assertThat(second.receive(Frame.Goodbye.class).code()).isEqualTo(CloseCode.DRAINED);
    }
  }

  @Test
  void refusesATimeThatIsNone() {
    try (AdminDoor door = AdminDoor.with()) {
      for (String body : List.of("{\"timeMs\":\"x\"}", "{\"time\":1}", "[]", "nonsense")) {
        assertThat(door.send("POST", "/api/v1/drain", body).status()).as(body).isEqualTo(400);
      }
      assertThat(door.send("POST", "/api/v1/drain", "{\"timeMs\":7200000}").text())
          .contains("timeMs (2h) must be at most 1h");
      assertThat(door.send("POST", "/api/v1/drain?time=3s", "").status()).isEqualTo(400);
      assertThat(door.get("/api/v1/drain").json().path("state").asText()).isEqualTo("serving");
      assertThat(door.get("/readyz").status()).isEqualTo(200);
    }
  }

  private static void awaitState(AdminDoor door, String state) {
    TestGateway.await(
        state, () -> door.get("/api/v1/drain").json().path("state").asText().equals(state));
  }
}
