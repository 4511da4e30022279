package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.gateway.RawClient;
import io.heartwire.gateway.TestGateway;
import io.heartwire.wire.Directives;
import io.heartwire.wire.Frame;
import io.heartwire.wire.Status;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Health from the socket to the door for operators. */
class HealthResourceTest {
  private static final String HOT = "health.rules.hot.";

  private final AdminDoor door =
      AdminDoor.with(HOT + "when", "status.temp > 80.0", HOT + "for", "3", HOT + "clear-for", "2");

  private static void beats(RawClient client, int times, Status status) throws IOException {
    for (int i = 0; i < times; i++) {
      client.send(new Frame.Ping(i, status, 0, Directives.NONE));
      client.receive(Frame.Pong.class);
    }
  }

  private static Status temp(String temp) {
    return Status.NONE.withValues(Map.of("temp", temp));
  }

  private void awaitHealth(String id, String word) {
    TestGateway.await(
        id + " " + word,
        () -> door.get("/api/v1/clients/" + id).json().path("health").asText().equals(word));
  }

  private List<JsonNode> events() {
    JsonNode items = door.get("/api/v1/events").json().path("items");
    return StreamSupport.stream(items.spliterator(), false)
        .filter(it -> it.path("type").asText().equals("io.heartwire.health"))
        .toList();
  }

  @Test
  void aClientThatIsHotForThreeHeartbeatsIsUnhealthyUntilItIsCoolForTwo() throws IOException {
    try (door;
        RawClient client = door.gateway.login("dev-1")) {
      beats(client, 2, temp("20"));
      awaitHealth("dev-1", "healthy");
      beats(client, 2, temp("90.5"));
      beats(client, 1, temp("20"));
      assertThat(events()).isEmpty();
      beats(client, 3, temp("90.5"));
      awaitHealth("dev-1", "unhealthy");
      TestGateway.await("the event", () -> events().size() == 1);
      JsonNode event = events().get(0);
      assertThat(event.path("subject").asText()).isEqualTo("dev-1");
      assertThat(event.path("data"))
          .hasToString(
              "{\"from\":\"healthy\",\"to\":\"unhealthy\",\"rule\":\"hot\","
                  + "\"values\":{\"temp\":\"90.5\"}}");
      JsonNode shown = door.get("/api/v1/clients/dev-1").json();
      assertThat(shown.path("judgement").path("rule").asText()).isEqualTo("hot");
      assertThat(shown.path("judgement").path("rules").get(0).path("answer").asText())
          .isEqualTo("raised");
      assertThat(shown.path("status").path("changedAt").asText()).startsWith("20");

      beats(client, 2, temp("20"));
      awaitHealth("dev-1", "healthy");
      TestGateway.await("the event", () -> events().size() == 2);
      assertThat(events().get(1).path("data").path("to").asText()).isEqualTo("healthy");
      beats(client, 20, temp("20"));
      assertThat(events()).hasSize(2);
    }
  }

  @Test
  void aClientThatDoesNotSayWhatARuleAsksForIsUnknown() throws IOException {
    try (door;
        RawClient client = door.gateway.login("dev-1")) {
      beats(client, 5, Status.health("ok").withBattery(0.5));
      awaitHealth("dev-1", "unknown");
      JsonNode rule =
          door.get("/api/v1/clients/dev-1").json().path("judgement").path("rules").get(0);
      assertThat(rule.path("answer").asText()).isEqualTo("unknown");
      assertThat(rule.path("why").asText()).isEqualTo("status.temp is missing");
    }
  }

  @Test
  void listsAndCountsClientsByTheirHealth() throws IOException {
    try (door;
        RawClient mute = door.gateway.login("mute");
        RawClient ill = door.gateway.login("ill");
        RawClient well = door.gateway.login("well")) {
      beats(mute, 5, Status.NONE);
      beats(ill, 3, temp("100"));
      beats(well, 2, temp("10"));
      awaitHealth("ill", "unhealthy");
      awaitHealth("well", "healthy");

      JsonNode list = door.get("/api/v1/clients?health=unhealthy").json();
      assertThat(list.path("total").asInt()).isOne();
      assertThat(list.path("items").get(0).path("clientId").asText()).isEqualTo("ill");
      assertThat(list.path("items").get(0).path("health").asText()).isEqualTo("unhealthy");
      assertThat(door.get("/api/v1/clients?health=unknown").json().path("total").asInt()).isOne();
      assertThat(door.get("/api/v1/status").json().path("health"))
          .hasToString("{\"unknown\":1,\"healthy\":1,\"degraded\":0,\"unhealthy\":1}");
      assertThat(door.get("/metrics").text())
          .contains("heartwire_clients_health{state=\"unhealthy\"} 1.0")
          .contains("heartwire_clients_health{state=\"unknown\"} 1.0")
          .contains("heartwire_health_changes_total{state=\"unhealthy\"} 1.0");
      ill.close();
      TestGateway.await(
          "its end",
          () -> door.get("/api/v1/status").json().path("health").path("unhealthy").asInt() == 0);
    }
  }

  @Test
  void refusesAHealthThatIsNone() {
    try (door) {
      assertThat(door.get("/api/v1/clients?health=ill").text())
          .contains("health (ill) must be healthy, degraded, unhealthy or unknown");
      assertThat(door.get("/api/v1/clients?presence=offline&health=healthy").status())
          .isEqualTo(400);
    }
  }
}
