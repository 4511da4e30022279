package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncidentGroupsTest {
  private static ObjectNode incident(String node, String cause, String opened, String closed) {
    ObjectNode summary =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", "inc-" + node + opened)
            .put("node", node)
            .put("openedAt", "2026-01-31T12:" + opened + "Z")
            .put("trigger", "departures")
            .put("cause", cause)
            .put("victims", 10)
            .put("attachedBefore", 100)
            .put("suspects", 1)
            .put("unheard", 0);
    return closed.isEmpty() ? summary : summary.put("closedAt", "2026-01-31T12:" + closed + "Z");
  }

  private static List<String> ids(List<ObjectNode> incidents) {
    return incidents.stream()
        .map(it -> it.path("id").asText() + " " + it.path("parts").size())
        .toList();
  }

  @Test
  void whatSeveralGatewaysHadAtTheSameTimeForTheSameCauseIsOne() {
    List<ObjectNode> grouped =
        IncidentGroups.of(
            List.of(
                incident("gw-b", "network", "00:02", "00:40"),
                incident("gw-a", "network", "00:01", "00:30"),
                incident("gw-c", "network", "00:50", "01:00")));
    assertThat(ids(grouped)).containsExactly("inc-gw-a00:01 3");
    ObjectNode one = grouped.get(0);
    assertThat(one.path("victims").asInt()).isEqualTo(30);
    assertThat(one.path("attachedBefore").asInt()).isEqualTo(300);
    assertThat(one.path("closedAt").asText()).isEqualTo("2026-01-31T12:01:00Z");
    assertThat(one.path("parts").path(1).path("node").asText()).isEqualTo("gw-b");
  }

  @Test
  void oneThatIsOpenSomewhereIsOpen() {
    List<ObjectNode> grouped =
        IncidentGroups.of(
            List.of(
                incident("gw-a", "network", "00:01", "00:30"),
                incident("gw-b", "network", "00:02", "")));
    assertThat(grouped).hasSize(1);
    assertThat(grouped.get(0).has("closedAt")).isFalse();
  }

  @Test
  void anotherCauseAnotherTimeAndTheSameGatewayAreAnotherIncident() {
    List<ObjectNode> grouped =
        IncidentGroups.of(
            List.of(
                incident("gw-a", "network", "00:01", "00:30"),
                incident("gw-b", "handler", "00:02", "00:30"),
                incident("gw-b", "network", "00:41", "00:50"),
                incident("gw-a", "network", "00:33", "00:35")));
    assertThat(ids(grouped))
        .containsExactly("inc-gw-a00:33 2", "inc-gw-b00:02 0", "inc-gw-a00:01 0");
  }
}
