package io.heartwire.gateway.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Notice;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of an incident is told once, also if its gateway does not live to see it. */
class OpenIncidentTest {
  private static final Instant OPENED = Instant.parse("2026-01-31T12:00:00Z");
  private static final String DATA =
      "{\"incident\":\"mass-1\",\"group\":\"10.0.0.0/24\",\"unanswered\":40,\"since\":\""
          + OPENED
          + "\",\"detail\":\"many\"}";

  @TempDir Path dir;
  private SqliteRig rig;
  private ClusterEngine engine;
  private Instant now = OPENED;

  @BeforeEach
  void open() {
    rig = new SqliteRig(dir, Duration.ofSeconds(10));
    start();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private void start() {
    engine = rig.open(() -> now);
  }

  private void killAndStartAfter(Duration away) {
    rig.kill(engine);
    now = now.plus(away);
    start();
  }

  private long record(EventType type, String data) {
    return engine
        .record(new Notice(type, Optional.empty(), Optional.empty(), 0, data))
        .toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  private List<Event> told(EventType type) {
    return engine.events(0, 100).stream().filter(event -> event.type() == type).toList();
  }

  @Test
  void anIncidentThatItsGatewayDidNotSurviveIsToldAsClosedOnceByTheNext() {
    record(EventType.INCIDENT_OPENED, DATA);
    killAndStartAfter(Duration.ofMinutes(3));

    assertThat(told(EventType.INCIDENT_CLOSED)).hasSize(1);
    Event closed = told(EventType.INCIDENT_CLOSED).get(0);
    assertThat(closed.number()).isEqualTo(2).isEqualTo(engine.latestEvent());
    assertThat(closed.data())
        .contains(
            "\"incident\":\"mass-1\"",
            "\"group\":\"10.0.0.0/24\"",
            "\"unanswered\":40",
            "\"since\":\"2026-01-31T12:00:00Z\"",
            "\"reason\":\"NODE_LOST\"",
            "was back at 2026-01-31T12:03:00Z",
            "\"openMs\":0")
        .doesNotContain("many");

    killAndStartAfter(Duration.ofMinutes(1));
    assertThat(told(EventType.INCIDENT_CLOSED)).hasSize(1);
    assertThat(record(EventType.INCIDENT_OPENED, DATA)).as("the next number").isEqualTo(3);
  }

  @Test
  void anIncidentWhoseEndWasToldIsNotToldAgainAfterARestart() {
    record(EventType.INCIDENT_OPENED, DATA);
    record(EventType.INCIDENT_CLOSED, DATA);
    killAndStartAfter(Duration.ofMinutes(3));
    assertThat(told(EventType.INCIDENT_CLOSED)).hasSize(1);

    record(EventType.INCIDENT_OPENED, DATA);
    killAndStartAfter(Duration.ofMinutes(3));
    assertThat(told(EventType.INCIDENT_CLOSED)).as("the second one").hasSize(2);
  }

  @Test
  void whatSomebodyElseWroteIntoTheFileDoesNotKeepTheGatewayFromStarting() {
    record(EventType.INCIDENT_OPENED, "not json");
    killAndStartAfter(Duration.ofMinutes(3));
    assertThat(told(EventType.INCIDENT_CLOSED))
        .singleElement()
        .extracting(Event::data)
        .asString()
        .contains("NODE_LOST")
        .doesNotContain("openMs");
  }
}
