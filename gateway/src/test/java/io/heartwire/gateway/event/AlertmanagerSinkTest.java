package io.heartwire.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an Alertmanager is told, and told again. */
class AlertmanagerSinkTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Event OPENED =
      Alarms.event(7, EventType.INCIDENT_OPENED, Alarms.data("inc-1", "blocked"));

  private Instant now = Instant.parse("2026-11-27T03:20:01Z");
  private Alarms alarms;
  private AlertmanagerSink sink;

  @BeforeEach
  void start() throws IOException {
    alarms = new Alarms();
    sink =
        new AlertmanagerSink(
            new HttpSender(
                URI.create(alarms.url() + "/api/v2/alerts"), "am", Duration.ofSeconds(5)),
            new EventText("g1"),
            () -> now);
  }

  @AfterEach
  void stop() {
    alarms.close();
  }

  private static Event closed(long number, String firstCause) throws IOException {
    ObjectNode data = (ObjectNode) JSON.readTree(Alarms.data("inc-1", "was blocked"));
    data.put("firstCause", firstCause).put("cause", "gc-pause");
    return Alarms.event(number, EventType.INCIDENT_CLOSED, data.toString());
  }

  private JsonNode posted(int request) throws IOException {
    return JSON.readTree(alarms.bodies.get(request)).path(0);
  }

  @Test
  void theEndHasTheLabelsOfTheBeginningThoughTheDoctorHasChangedItsMind() throws Exception {
    sink.deliver(List.of(OPENED));
    sink.deliver(List.of(closed(8, "slow-handler")));

    JsonNode open = posted(0);
    assertThat(open.path("labels").toString())
        .isEqualTo(
            "{\"alertname\":\"HeartwireIncident\",\"node\":\"g1\",\"cause\":\"slow-handler\","
                + "\"severity\":\"critical\",\"incident\":\"inc-1\"}");
    assertThat(open.at("/annotations/summary").asText()).isEqualTo("blocked");
    assertThat(open.at("/annotations/advice").asText()).isEqualTo("move it off the loop");
    assertThat(open.at("/annotations/description").asText())
        .isEqualTo(
            "their loops are blocked; 1004 of 2000 clients left, 3 do not answer; confidence 0.95");
    assertThat(open.path("startsAt").asText()).isEqualTo("2026-11-27T03:17:36.500Z");
    assertThat(open.path("endsAt").asText()).isEqualTo("2026-11-27T03:35:01Z");
    assertThat(posted(1).path("labels")).isEqualTo(open.path("labels"));
    assertThat(posted(1).path("startsAt")).isEqualTo(open.path("startsAt"));
    assertThat(posted(1).path("endsAt").asText()).isEqualTo("2026-11-27T03:20:00Z");
    assertThat(alarms.heads.get(0)).startsWith("/api/v2/alerts application/json ");
  }

  @Test
  void whatIsOpenIsRepeatedOnceAMinuteAndWhatIsOverIsNot() throws Exception {
    assertThat(sink.again()).isEmpty();
    sink.deliver(List.of(OPENED));
    now = now.plusSeconds(59);
    assertThat(sink.again()).isEmpty();
    now = now.plusSeconds(1);
    assertThat(sink.again()).containsExactly(OPENED);
    assertThat(sink.again()).isEmpty();
    sink.deliver(List.of(OPENED));
    assertThat(posted(1).path("endsAt").asText())
        .as("a minute later than at first")
        .isEqualTo("2026-11-27T03:36:01Z");

    now = now.minusSeconds(3_600);
    assertThat(sink.again()).as("though the wall clock was set back").containsExactly(OPENED);

    sink.deliver(List.of(closed(8, "slow-handler")));
    now = now.plusSeconds(120);
    assertThat(sink.again()).isEmpty();
  }

  private static Event ofNode(String node, Event event) throws IOException {
    ObjectNode data = (ObjectNode) JSON.readTree(event.data());
    return Alarms.event(event.number(), event.type(), data.put("node", node).toString());
  }

  @Test
  void anAlertIsThatOfTheGatewayThatItHappenedOnWhicheverTellsIt() throws Exception {
    Event ofA = ofNode("gw-a", OPENED);
    sink.deliver(List.of(ofA));
    sink.deliver(List.of(ofNode("gw-b", closed(8, "slow-handler"))));
    now = now.plusSeconds(60);

    assertThat(posted(0).at("/labels/node").asText()).isEqualTo("gw-a");
    assertThat(posted(1).at("/labels/node").asText()).isEqualTo("gw-b");
    assertThat(sink.again()).as("the other one has ended").containsExactly(ofA);
    sink.deliver(List.of(ofNode("gw-a", closed(9, "slow-handler"))));
    now = now.plusSeconds(60);
    assertThat(sink.again()).isEmpty();
    assertThat(posted(2).path("labels")).isEqualTo(posted(0).path("labels"));
  }

  @Test
  void whatIsStillOpenAfterAWeekIsRepeatedNoMore() throws Exception {
    sink.deliver(List.of(OPENED));
    now = now.plus(AlertmanagerSink.LONGEST);
    assertThat(sink.again()).isEmpty();
  }

  @Test
  void aDeadLetterDoesNotOpenAnIncidentThatIsOver() throws Exception {
    sink.deliver(List.of(closed(8, "slow-handler")));
    sink.deliver(List.of(OPENED));
    assertThat(alarms.bodies).hasSize(1);
  }

  @Test
  void anEndBeforeItsBeginningIsNotToldForItWouldBeRefused() throws Exception {
    String late = Alarms.data("inc-1", "so").replace("03:17:36.5Z", "03:55:00Z");
    sink.deliver(List.of(Alarms.event(9, EventType.INCIDENT_CLOSED, late)));
    assertThat(posted(0).path("endsAt")).isEqualTo(posted(0).path("startsAt"));
  }

  @Test
  void whatFailedIsNotTakenForTold() {
    alarms.status = 503;
    assertThatThrownBy(() -> sink.deliver(List.of(OPENED))).isInstanceOf(SinkException.class);
    now = now.plusSeconds(61);
    assertThat(sink.again()).isEmpty();
  }
}
