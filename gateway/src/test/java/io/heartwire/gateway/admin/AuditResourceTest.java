package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.gateway.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /api/v1/audit}, and that levers with a dry run change nothing. */
class AuditResourceTest {
  private AdminDoor door;

  @BeforeEach
  void open() {
    door = AdminDoor.with();
  }

  @AfterEach
  void close() {
    door.close();
  }

  private JsonNode lines() {
    return door.get("/api/v1/audit").json();
  }

  private JsonNode latest() {
    return lines().path("items").path(0);
  }

  @Test
  void aChangeLeavesOneLineThatIsThereWhenItIsAnswered() throws IOException {
    try (RawClient client = door.gateway.login("dev-1")) {
      assertThat(door.send("DELETE", "/api/v1/clients/dev-1", "").status()).isEqualTo(200);
    }
    assertThat(lines().path("total").asInt()).isEqualTo(1);
    JsonNode line = latest();
    assertThat(line.path("action").asText()).isEqualTo("kick");
    assertThat(line.path("scope").asText()).isEqualTo("client dev-1");
    assertThat(line.path("by").asText()).isEqualTo("127.0.0.1");
    assertThat(line.path("result").asText()).isEqualTo("done");
    assertThat(line.path("dryRun").asBoolean()).isFalse();
    assertThat(Duration.between(Instant.parse(line.path("at").asText()), Instant.now()))
        .isBetween(Duration.ZERO, Duration.ofMinutes(1));
  }

  @Test
  void whatIsReadOrRefusedLeavesNone() {
    door.get("/api/v1/status");
    assertThat(door.send("DELETE", "/api/v1/clients/nobody", "").status()).isEqualTo(404);
    assertThat(door.send("PUT", "/api/v1/storm", "{\"rate\": -1}").status()).isEqualTo(400);
    assertThat(lines().path("total").asInt()).isZero();
  }

  @Test
  void aLineSaysWhatWasInForceAndWhatIs() {
    door.send("PUT", "/api/v1/storm", "{\"rate\": 500}");
    door.send("PUT", "/api/v1/storm", "{\"rate\": 700}");
    assertThat(latest().path("before").asText()).isEqualTo("500");
    assertThat(latest().path("after").asText()).isEqualTo("700");
    door.send("PUT", "/api/v1/checks/group/meters", "{\"enabled\": false}");
    assertThat(latest().path("action").asText()).isEqualTo("check");
    assertThat(latest().path("scope").asText()).isEqualTo("group meters");
    assertThat(latest().path("after").asText()).isEqualTo("off");
  }

  @Test
  void linesAreFilteredAndPaged() {
    for (int rate = 1; rate <= 5; rate++) {
      door.send("PUT", "/api/v1/storm", "{\"rate\": " + rate + "}");
    }
    door.send("PUT", "/api/v1/handlers/report", "{\"model\": \"queue\"}");
    JsonNode page = door.get("/api/v1/audit?limit=2&action=admit").json();
    assertThat(page.path("total").asInt()).isEqualTo(5);
    assertThat(page.path("items").findValuesAsText("after")).containsExactly("5", "4");
    JsonNode next =
        door.get("/api/v1/audit?limit=2&action=admit&after=" + page.path("next").asText()).json();
    assertThat(next.path("items").findValuesAsText("after")).containsExactly("3", "2");
    String future = Instant.now().plus(Duration.ofHours(1)).toString();
    assertThat(door.get("/api/v1/audit?since=" + future).json().path("total").asInt()).isZero();
    assertThat(door.get("/api/v1/audit?since=1h").json().path("total").asInt()).isEqualTo(6);
  }

  @Test
  void aDryRunChangesNothingAndLeavesALineThatSaysSo() throws IOException {
    try (RawClient client = door.gateway.login("dev-1")) {
      String before = door.get("/api/v1/storm").json().path("rate").asText();
      assertThat(door.send("DELETE", "/api/v1/clients/dev-1?dryRun=true", "").status())
          .isEqualTo(200);
      door.send("PUT", "/api/v1/storm?dryRun=true", "{\"rate\": 500}");
      door.send("PUT", "/api/v1/handlers/report?dryRun=true", "{\"model\": \"per-task\"}");
      JsonNode drain = door.send("POST", "/api/v1/drain?dryRun=true", "{\"timeMs\": 9000}").json();
      assertThat(drain.path("total").asInt()).isEqualTo(1);
      assertThat(drain.path("timeMs").asLong()).isEqualTo(9_000);
      assertThat(drain.path("state").asText()).isEqualTo("serving");
      assertThat(door.get("/api/v1/storm").json().path("rate").asText()).isEqualTo(before);
      assertThat(door.get("/api/v1/drain").json().path("state").asText()).isEqualTo("serving");
      assertThat(door.get("/api/v1/handlers").text()).doesNotContain("report");
      assertThat(door.gateway.gateway.sessions().attached()).isEqualTo(1);
    }
    assertThat(lines().path("items")).hasSize(4);
    for (JsonNode line : lines().path("items")) {
      assertThat(line.path("dryRun").asBoolean()).isTrue();
      assertThat(line.path("result").asText()).isEqualTo("would be done");
    }
  }

  @Test
  void messagesAndTimeoutsOfApplicationsAreNotChangesOfOperators() {
    door.send(
        "PUT",
        "/api/v1/timeouts/t-1",
        "{\"dueAt\": \"" + Instant.now().plus(Duration.ofHours(1)) + "\"}");
    assertThat(lines().path("total").asInt()).isZero();
  }

  @Test
  void linesSurviveTheEndOfTheProcess(@TempDir Path directory) {
    String file = directory.resolve("presence.db").toString();
    try (AdminDoor first = AdminDoor.with("presence.file", file)) {
      first.send("PUT", "/api/v1/storm", "{\"rate\": 500}");
    }
    try (AdminDoor second = AdminDoor.with("presence.file", file)) {
      JsonNode answer = second.get("/api/v1/audit").json();
      assertThat(answer.path("items").findValuesAsText("after")).containsExactly("500");
      assertThat(answer.path("dropped").asLong()).isZero();
    }
  }
}
