package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.incident.IncidentDesk;
import io.heartwire.gateway.incident.Quiet;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told beside presence: clients that flap, and incidents. */
class NoticesTest {
  private static List<Event> told(TestGateway it, EventType type) {
    return it.gateway.engine().events(0, 1_000).stream().filter(e -> e.type() == type).toList();
  }

  @Test
  void aClientThatComesAndGoesIsToldAsFlappingOnceWithItsScore() throws IOException {
    try (TestGateway it = TestGateway.with("presence.grace", "off")) {
      for (int i = 1; i <= 6; i++) {
        it.login("dev-1").close();
        long offline = i;
        TestGateway.await("it is gone", () -> told(it, EventType.OFFLINE).size() == offline);
      }

      Event flapping = told(it, EventType.FLAPPING).get(0);
      assertThat(told(it, EventType.FLAPPING)).hasSize(1);
      assertThat(flapping.client()).contains("dev-1");
      assertThat(flapping.data())
          .contains("\"score\":4.0", "\"returns\":4", "\"group\":\"default\"");
      Event fifth = told(it, EventType.ONLINE).get(4);
      assertThat(flapping.epoch())
          .as("of the session with which it began")
          .isEqualTo(fifth.epoch());
    }
  }

  @Test
  void anIncidentIsToldOnceWhenItOpensAndOnceWhenItCloses() throws Exception {
    try (TestGateway it =
        TestGateway.with(
            "doctor.enabled", "true", "liveness.interval", "1s", "liveness.timeout", "30s")) {
      for (int i = 0; i < 30; i++) {
        it.login("dev-" + i).close();
      }
      TestGateway.await("it opens", () -> !told(it, EventType.INCIDENT_OPENED).isEmpty());
      ObjectNode opened = data(told(it, EventType.INCIDENT_OPENED).get(0));
      String id = opened.path("incident").asText();
      assertThat(id).startsWith("inc-");
      assertThat(opened.path("node").asText()).isEqualTo(it.gateway.config().node());
      assertThat(opened.path("trigger").asText()).isEqualTo("disconnects");
      assertThat(opened.path("detail").asText())
          .contains("clients left within 10s, more than the limit of 20");
      assertThat(opened.path("victims").asInt()).isBetween(21, 30);

      IncidentDesk desk = it.gateway.diagnostics().orElseThrow().incidents();
      Quiet.pass(desk, 25, 0);
      TestGateway.await("it closes", () -> !told(it, EventType.INCIDENT_CLOSED).isEmpty());
      ObjectNode closed = data(told(it, EventType.INCIDENT_CLOSED).get(0));
      assertThat(closed.path("incident").asText()).isEqualTo(id);
      assertThat(closed.path("victims").asInt()).isEqualTo(30);
      assertThat(closed.path("cause").asText()).isEqualTo("clients-ended");
      assertThat(closed.path("openMs").asLong()).isGreaterThan(9_000);
      assertThat(desk.incidents()).singleElement().matches(one -> !one.isOpen());
      assertThat(told(it, EventType.INCIDENT_OPENED)).hasSize(1);
    }
  }

  private static ObjectNode data(Event event) throws JsonProcessingException {
    return (ObjectNode) new ObjectMapper().readTree(event.data());
  }
}
