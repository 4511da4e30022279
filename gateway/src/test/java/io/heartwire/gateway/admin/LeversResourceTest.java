package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.RawClient;
import io.heartwire.gateway.TestGateway;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Holds and extensions, with real sockets. Dead at 1 s, offline 200 ms later. */
class LeversResourceTest {
  private AdminDoor door;

  @BeforeEach
  void open() {
    door =
        AdminDoor.with(
            "liveness.interval", "200ms", "liveness.timeout", "1s", "presence.grace", "200ms");
  }

  @AfterEach
  void close() {
    door.close();
  }

  private JsonNode made(String path, String body) {
    AdminDoor.Answer answer = door.send("POST", "/api/v1/" + path, body);
    assertThat(answer.status()).as(answer.text()).isIn(200, 201);
    return answer.json();
  }

  private long offline() {
    return door.gateway.gateway.engine().counts().offline();
  }

  @Test
  void whileAHoldLastsNobodyDiesAndItIsSeen() throws IOException {
    JsonNode hold = made("holds", "{\"timeMs\": 60000, \"client\": \"dev-1\"}");
    try (RawClient held = door.gateway.login("dev-1");
        RawClient other = door.gateway.login("dev-2")) {
      TestGateway.await(
          "dev-2 to die",
          () ->
              door.gateway.count(DisconnectReason.SILENT)
                      + door.gateway.count(DisconnectReason.CLIENT_FROZEN)
                  == 1);
      TestGateway.await(
          "a verdict to be held",
          () -> door.get("/api/v1/holds").json().path("heldVerdicts").asLong() == 1);
      assertThat(door.gateway.gateway.sessions().attached()).isEqualTo(1);
      assertThat(door.get("/api/v1/status").json().path("warnings").toString())
          .contains("held for client dev-1");
      assertThat(door.get("/metrics").text())
          .contains("heartwire_holds 1", "heartwire_held_verdicts_total 1");

      assertThat(door.send("DELETE", "/api/v1/holds/" + hold.path("id").asText(), "").status())
          .isEqualTo(200);
      TestGateway.await("dev-1 to die", () -> door.gateway.gateway.sessions().attached() == 0);
    }
    assertThat(door.get("/api/v1/audit").json().path("items").findValuesAsText("action"))
        .containsExactly("hold lifted", "hold");
  }

  @Test
  void offlineEventsAreHeldAndSaidWhenTheHoldIsLifted() throws IOException {
    JsonNode hold = made("holds", "{\"timeMs\": 60000, \"group\": \"default\"}");
    String group;
    try (RawClient client = door.gateway.login("dev-1")) {
      group = door.get("/api/v1/clients").json().at("/items/0/group").asText();
    }
    if (!group.equals("default")) {
      door.send("DELETE", "/api/v1/holds/" + hold.path("id").asText(), "");
      hold = made("holds", "{\"timeMs\": 60000, \"group\": \"" + group + "\"}");
    }
    TestGateway.await(
        "an event to be held",
        () -> door.get("/api/v1/holds").json().path("heldOffline").asLong() == 1);
    assertThat(offline()).isZero();
    door.send("DELETE", "/api/v1/holds/" + hold.path("id").asText(), "");
    TestGateway.await("the event", () -> offline() == 1);
  }

  @Test
  void aHoldEndsByItselfAndWhatWasHeldIsSaid() throws IOException {
    made("holds", "{\"timeMs\": 3000}");
    door.gateway.login("dev-1").close();
    TestGateway.await(
        "an event to be held",
        () -> door.get("/api/v1/holds").json().path("heldOffline").asLong() == 1);
    assertThat(offline()).isZero();
    TestGateway.await("the event", () -> offline() == 1);
    TestGateway.await("its end", () -> door.get("/api/v1/holds").json().path("total").asInt() == 0);
  }

  @Test
  void anExtensionAppliesAtOnceAndCanBeForetold() throws IOException {
    try (RawClient client = door.gateway.login("dev-1")) {
      String wish = "{\"moreMs\": 30000, \"timeMs\": 60000}";
      JsonNode foretold = made("extensions?dryRun=true", wish);
      assertThat(foretold.path("clients").asInt()).isEqualTo(1);
      assertThat(foretold.path("dryRun").asBoolean()).isTrue();
      assertThat(door.get("/api/v1/extensions").json().path("total").asInt()).isZero();
      JsonNode extension = made("extensions", wish);
      TestGateway.await(
          "the policy",
          () ->
              door.get("/api/v1/clients/dev-1").json().at("/policy/timeoutMs").asLong() == 31_000);
      door.send("DELETE", "/api/v1/extensions/" + extension.path("id").asText(), "");
      TestGateway.await(
          "the old policy",
          () -> door.get("/api/v1/clients/dev-1").json().at("/policy/timeoutMs").asLong() == 1_000);
    }
  }

  @Test
  void whatMakesNoSenseIsRefusedWithARemedy() {
    for (String body :
        new String[] {
          "{\"timeMs\": 0}",
          "{\"timeMs\": 999999999}",
          "{\"group\": \"\"}",
          "{\"group\": \"a\", \"client\": \"b\"}",
          "{\"listener\": \"nowhere\"}",
          "{\"moreMs\": 5}",
          "{\"colour\": 5}",
          "[]",
          "{"
        }) {
      assertThat(door.send("POST", "/api/v1/holds", body).status()).as(body).isEqualTo(400);
    }
    assertThat(door.send("POST", "/api/v1/extensions", "{}").status()).isEqualTo(400);
    assertThat(door.send("DELETE", "/api/v1/holds/7", "").status()).isEqualTo(404);
    assertThat(door.get("/api/v1/holds").json().path("total").asInt()).isZero();
  }
}
