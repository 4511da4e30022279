package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.gateway.cluster.ToldIncident;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is shown of incidents whose gateway is not there to show them. */
class ToldIncidentsTest {
  private static final String DATA =
      "{\"since\":\"2026-01-31T12:00:00Z\",\"trigger\":\"departures\",\"detail\":\"60 left\","
          + "\"attached\":60,\"victims\":40,\"suspects\":1,\"cause\":\"network\",\"subject\":\"\","
          + "\"confidence\":0.9,\"verdict\":\"the network\",\"advice\":\"look\",\"command\":\"\"}";
  private static final ToldIncident LOST =
      new ToldIncident("gw-a", "inc-1", DATA, Optional.of(Instant.parse("2026-01-31T12:00:30Z")));
  private static final ToldIncident OPEN =
      new ToldIncident("gw-b", "inc-1", DATA, Optional.empty());

  private static ObjectNode shown(String node, String id) {
    return JsonNodeFactory.instance.objectNode().put("id", id).put("node", node);
  }

  @Test
  void oneThatItsGatewayShowsIsNotShownTwice() {
    List<ObjectNode> beside =
        ToldIncidents.beside(
            List.of(shown("gw-b", "inc-1"), shown("gw-a", "inc-0")), List.of(OPEN, LOST));

    assertThat(beside).hasSize(1);
    ObjectNode lost = beside.get(0);
    assertThat(lost.path("node").asText()).isEqualTo("gw-a");
    assertThat(lost.path("openedAt").asText()).isEqualTo("2026-01-31T12:00:00Z");
    assertThat(lost.path("closedAt").asText()).isEqualTo("2026-01-31T12:00:30Z");
    assertThat(lost.path("lost").asBoolean()).isTrue();
    assertThat(lost.path("attachedBefore").asInt()).isEqualTo(60);
    assertThat(lost.path("sentence").asText()).isEqualTo("the network");
  }

  @Test
  void oneWhoseGatewayDoesNotAnswerIsOpen() {
    assertThat(ToldIncidents.beside(List.of(), List.of(OPEN)))
        .singleElement()
        .matches(it -> !it.has("closedAt") && !it.has("lost"));
  }

  @Test
  void itIsExplainedByWhatWasToldAndSaysWhereItsEvidenceIs() {
    JsonNode one = ToldIncidents.find(List.of(LOST), "inc-1").orElseThrow();

    assertThat(one.at("/diagnosis/verdict/sentence").asText()).isEqualTo("the network");
    assertThat(one.at("/diagnosis/verdict/facts/0").asText())
        .contains("gateway gw-a was lost", "its evidence with it");
    assertThat(one.at("/diagnosis/findings").size()).isOne();
    assertThat(ToldIncidents.find(List.of(LOST), "inc-2")).isEmpty();
  }

  @Test
  void whatCannotBeReadIsNotShown() {
    var garbled = new ToldIncident("gw-a", "inc-1", "{", Optional.empty());
    assertThat(ToldIncidents.beside(List.of(), List.of(garbled))).isEmpty();
  }
}
