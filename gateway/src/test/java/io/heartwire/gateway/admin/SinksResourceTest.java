package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.gateway.TestGateway;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.DeadLetter;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.cluster.Turn;
import io.heartwire.gateway.event.Sinks;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SinksResourceTest {
  @TempDir Path dir;

  private static void happen(AdminDoor door, int events) {
    ClusterEngine engine = door.gateway.gateway.engine();
    for (int i = 0; i < events; i++) {
      Notice notice = new Notice(EventType.TIMEOUT, Optional.empty(), Optional.empty(), 0, "{}");
      engine.record(notice).toCompletableFuture().join();
    }
  }

  private static JsonNode sink(AdminDoor door) {
    return door.get("/api/v1/sinks").json().path("items").get(0);
  }

  /** So many deliveries, and the place of the last one kept: until then it can't be gone behind. */
  private static boolean hasTaken(AdminDoor door, int delivered) {
    JsonNode sink = sink(door);
    return sink.path("delivered").asInt() == delivered && sink.path("last").asInt() == 5;
  }

  @Test
  void showsASinkAndTellsItAgainFromAnEventOn() {
    try (AdminDoor door = AdminDoor.with("sinks.out.type", "log")) {
      door.gateway.gateway.engine().cursor("out");
      happen(door, 5);
      TestGateway.await("all of it", () -> sink(door).path("last").asInt() == 5);
      assertThat(sink(door).path("broken").asBoolean()).isFalse();
      assertThat(sink(door).path("servedBy").asText())
          .isEqualTo(door.gateway.gateway.config().node());
      assertThat(sink(door).path("deadLetters").path("kept").asInt()).isZero();

      AdminDoor.Answer answer = door.send("POST", "/api/v1/sinks/out/replay", "{\"from\":4}");
      assertThat(answer.status()).isEqualTo(202);
      assertThat(answer.json().path("from").asInt()).isEqualTo(4);
      TestGateway.await("two more", () -> hasTaken(door, 7));
      assertThat(door.send("POST", "/api/v1/sinks/out/replay", "{\"after\":4}").status())
          .isEqualTo(202);
      TestGateway.await("one more", () -> hasTaken(door, 8));

      assertThat(door.send("POST", "/api/v1/sinks/out/replay", "{\"from\":7}").text())
          .contains("from (7)", "at most 6");
      assertThat(door.send("POST", "/api/v1/sinks/out/replay", "{\"from\":-1}").status())
          .isEqualTo(400);
      assertThat(door.send("POST", "/api/v1/sinks/hook/replay", "{\"from\":1}").text())
          .contains("there is no sink hook", "out");
      String metrics = door.get("/metrics").text();
      for (PrometheusMetric metric : PrometheusMetric.all()) {
        if (metric.label().equals("sink")) {
          assertThat(metrics).contains("\n" + metric.prometheusName() + "{sink=\"out\"}");
        }
      }
      assertThat(metrics)
          .contains(
              "heartwire_sink_delivered_total{sink=\"out\"} 8.0",
              "heartwire_sink_behind{sink=\"out\"} 0.0",
              "heartwire_sink_served{sink=\"out\"} 1.0",
              "heartwire_sink_broken{sink=\"out\"} 0.0");
    }
  }

  @Test
  void whoDoesNotServeASinkTellsItNothingAgain() {
    try (AdminDoor door = AdminDoor.with("sinks.out.type", "log")) {
      happen(door, 2);
      TestGateway.await("all of it", () -> sink(door).path("last").asInt() == 2);
      door.gateway.gateway.sinks().ifPresent(Sinks::close);

      assertThat(sink(door).path("servedBy").isTextual()).isFalse();
      assertThat(sink(door).path("last").asInt()).isEqualTo(2);
      AdminDoor.Answer answer = door.send("POST", "/api/v1/sinks/out/replay", "{\"from\":1}");
      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.text()).contains("sink out is served by no gateway at the moment");
      assertThat(door.send("POST", "/api/v1/sinks/out/dead-letters/replay", "").status())
          .isEqualTo(409);
      assertThat(door.get("/metrics").text()).contains("heartwire_sink_served{sink=\"out\"} 0.0");
    }
  }

  @Test
  void refusesToAlarmAnybodyAgain() {
    try (AdminDoor door =
        AdminDoor.with("sinks.out.type", "alertmanager", "sinks.out.url", "http://127.0.0.1:1")) {
      AdminDoor.Answer answer = door.send("POST", "/api/v1/sinks/out/replay", "{\"from\":1}");
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.text()).contains("sink out tells each alert once", "dead letters");
    }
  }

  @Test
  void listsDeadLettersByPagesAndTellsThemAgain() {
    try (AdminDoor door = AdminDoor.with("sinks.out.type", "log")) {
      ClusterEngine engine = door.gateway.gateway.engine();
      engine.cursor("out");
      happen(door, 3);
      try (Turn turn = engine.turn("out", () -> {})) {
        for (Event event : engine.events(0, 3)) {
          turn.bury(turn.term(), new DeadLetter("out", event, Instant.EPOCH, "it answered 413"))
              .toCompletableFuture()
              .join();
        }
      }

      JsonNode page = door.get("/api/v1/sinks/out/dead-letters?limit=2").json();
      assertThat(page.path("items")).hasSize(2);
      assertThat(page.path("total").asInt()).isEqualTo(3);
      assertThat(page.path("next").asText()).isEqualTo("2");
      assertThat(page.path("items").get(0).path("why").asText()).isEqualTo("it answered 413");
      JsonNode rest = door.get("/api/v1/sinks/out/dead-letters?after=2").json();
      assertThat(rest.path("items").get(0).path("event").path("id").asText()).isEqualTo("3");
      assertThat(rest.path("next").isNull()).isTrue();

      assertThat(door.send("POST", "/api/v1/sinks/out/dead-letters/replay", "").status())
          .isEqualTo(202);
      TestGateway.await("their end", () -> engine.deadLetters().count("out") == 0);
      assertThat(door.get("/api/v1/sinks/hook/dead-letters").status()).isEqualTo(404);
    }
  }

  @Test
  void aReaderBehindTheRetentionIsToldWhichIsTheOldest() throws SQLException {
    Path file = dir.resolve("presence.db");
    try (AdminDoor door = AdminDoor.with("presence.file", file.toString())) {
      happen(door, 9);
      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
          var statement = other.createStatement()) {
        statement.execute("DELETE FROM event WHERE number < 6");
      }

      AdminDoor.Answer gone = door.get("/api/v1/events?after=4");
      assertThat(gone.status()).isEqualTo(410);
      assertThat(gone.json().path("detail").asText()).contains("the oldest is 6", "after=5");
      assertThat(door.get("/api/v1/events/stream?after=4").status()).isEqualTo(410);
      assertThat(door.get("/api/v1/events?after=5").json().path("items")).hasSize(4);
    }
  }
}
