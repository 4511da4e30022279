package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.gateway.RawClient;
import io.heartwire.gateway.TestGateway;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.Frame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandlersResourceTest {
  private static AdminDoor door;

  @BeforeAll
  static void open() {
    door =
        new AdminDoor(
            TestGateway.with(
                Optional.empty(),
                (peer, message) -> {
                  if (message.type().equals("broken")) {
                    throw new UncheckedIOException(new IOException("no disk"));
                  }
                  return CompletableFuture.completedFuture(null);
                },
                "admin.port",
                "0",
                "dispatch.types.telemetry.v2.model",
                "inline"));
  }

  @AfterAll
  static void close() {
    door.close();
  }

  @Test
  void showsFiguresByType() throws IOException {
    try (RawClient client = door.gateway.login("dev-1")) {
      for (int i = 0; i < 3; i++) {
        client.send(new Frame.Message("report", "" + i, Bytes.utf8("body"), true));
        client.receive(Frame.Ack.class);
      }
      client.send(new Frame.Message("broken", "b", Bytes.EMPTY, true));
      client.receive(Frame.Refusal.class);
      client.send(new Frame.Message("telemetry.v2", "t", Bytes.EMPTY, true));
      client.receive(Frame.Ack.class);
    }

    JsonNode report = handler("report");
    assertThat(report.path("model").asText()).isEqualTo("queue");
    assertThat(report.path("count").asInt()).isEqualTo(3);
    assertThat(report.path("models").path("queue").asInt()).isEqualTo(3);
    assertThat(report.path("took").path("p99Ms").isNumber()).isTrue();
    assertThat(report.path("waited").path("p99Ms").isNumber()).isTrue();
    assertThat(handler("broken").path("failed").asInt()).isOne();
    assertThat(handler("telemetry.v2").path("models").path("inline").asInt()).isOne();
    assertThat(door.get("/metrics").text())
        .contains("heartwire_handled_total{model=\"queue\",type=\"report\"} 3.0")
        .contains("heartwire_handler_failed_total{type=\"broken\"} 1.0")
        .contains("heartwire_handler_seconds{quantile=\"0.99\",type=\"report\"}")
        .contains("heartwire_lanes_waiting 0.0");
  }

  @Test
  void changesTheModelOfATypeWhileRunning() throws IOException {
    AdminDoor.Answer answer = put("change%2Fme", "{\"model\": \"per-task\"}");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().path("before").asText()).isEqualTo("queue");
    JsonNode shown = handler("change/me");
    assertThat(shown.path("model").asText()).isEqualTo("per-task");
    assertThat(shown.path("configured").asText()).isEqualTo("queue");
    try (RawClient client = door.gateway.login("dev-2")) {
      client.send(new Frame.Message("change/me", "1", Bytes.EMPTY, true));
      client.receive(Frame.Ack.class);
    }
    assertThat(handler("change/me").path("models").path("per-task").asInt()).isOne();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "queue",
        "{}",
        "[]",
        "{\"model\": 1}",
        "{\"model\": \"QUEUED\"}",
        "{\"model\": \"queue\", \"for\": \"ever\"}"
      })
  void refusesWhatIsNoModel(String body) {
    AdminDoor.Answer answer = put("report", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.type()).startsWith("application/problem+json");
    assertThat(answer.json().path("detail").asText()).contains("inline, queue, per-task");
  }

  @Test
  void refusesATypeThatNoMessageCanHave() {
    AdminDoor.Answer answer = put("x".repeat(257), "{\"model\": \"queue\"}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("detail").asText()).contains("257").contains("256");
  }

  @Test
  void refusesAForeignOrigin() {
    AdminDoor.Answer answer =
        door.send(
            "PUT",
            "/api/v1/handlers/report",
            "{\"model\": \"inline\"}",
            "Origin",
            "http://evil.example");

    assertThat(answer.status()).isEqualTo(403);
  }

  private static AdminDoor.Answer put(String type, String body) {
    return door.send("PUT", "/api/v1/handlers/" + type, body);
  }

  private static JsonNode handler(String type) {
    for (JsonNode item : door.get("/api/v1/handlers").json().path("items")) {
      if (item.path("type").asText().equals(type)) {
        return item;
      }
    }
    throw new AssertionError("no " + type);
  }
}
