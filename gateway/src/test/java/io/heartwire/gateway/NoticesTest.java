package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.BreakerEvent;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.presence.Presence;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
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
  void anIncidentIsToldWhenItOpensAndWhenItCloses() {
    try (TestGateway it = TestGateway.with()) {
      Instant[] now = {Instant.parse("2026-01-31T12:00:00Z")};
      Presence presence = new Presence(it.gateway.engine(), group -> Duration.ZERO, false, () -> 7);
      Notices notices = new Notices(presence, () -> now[0], client -> {});
      var extent = new BreakerEvent.Extent("10.0.0.0/24", 40, 100, 8.4);

      new DetectorLog(Runnable::run, notices)
          .breaker(new BreakerEvent.Opened("mass-1", "40 of 100 are unanswered", extent));
      now[0] = now[0].plusSeconds(90);
      notices.breaker(new BreakerEvent.Widened("mass-1", "more", extent));
      notices.breaker(new BreakerEvent.Closed("mass-1", "they answer again", extent, 37));
      TestGateway.await("the events", () -> !told(it, EventType.INCIDENT_CLOSED).isEmpty());

      String same =
          "{\"incident\":\"mass-1\",\"group\":\"10.0.0.0/24\",\"unanswered\":40,\"members\":100,"
              + "\"limit\":8,\"since\":\"2026-01-31T12:00:00Z\",\"detail\":";
      assertThat(it.gateway.engine().events(0, 10))
          .extracting(Event::type)
          .containsExactly(EventType.INCIDENT_OPENED, EventType.INCIDENT_CLOSED);
      assertThat(told(it, EventType.INCIDENT_OPENED).get(0).data())
          .isEqualTo(same + "\"40 of 100 are unanswered\"}");
      assertThat(told(it, EventType.INCIDENT_CLOSED).get(0).data())
          .isEqualTo(same + "\"they answer again\",\"held\":37,\"openMs\":90000}");
    }
  }
}
