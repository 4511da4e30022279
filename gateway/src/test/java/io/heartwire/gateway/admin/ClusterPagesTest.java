package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.gateway.cluster.ToldIncident;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the dashboard shows of many gateways, in a real Chromium. */
@Tag("browser")
class ClusterPagesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String NODES =
      """
      {"items":[
       {"node":"gw-a","self":true,"incarnation":7,"state":"live","clients":1200,"logins":1300,
        "version":"1.0","admin":"127.0.0.1:7480"},
       {"node":"gw-b","self":false,"incarnation":8,"state":"suspect","clients":900,
        "detail":"it does not answer"},
       {"node":"gw-c","self":false,"incarnation":9,"state":"detached",
        "detail":"the lease of node gw-c could not be renewed"}],
       "total":3,"attached":2100,"inGrace":34,"offline":5}
      """;

  private static String told(String verdict) {
    return "{\"since\":\"2026-01-31T12:00:00Z\",\"trigger\":\"disconnects\",\"detail\":\"60 left\","
        + "\"attached\":60,\"victims\":40,\"suspects\":1,\"cause\":\"uplink\",\"subject\":\"\","
        + "\"confidence\":0.9,\"verdict\":\""
        + verdict
        + "\",\"advice\":\"look at the uplink\",\"command\":\"\"}";
  }

  private static final List<ToldIncident> LOST =
      List.of(
          new ToldIncident(
              "gw-z",
              "inc-1",
              told("nobody is reached"),
              Optional.of(Instant.parse("2026-01-31T12:00:30Z"))));

  private static ObjectNode open(String node) {
    return ToldIncidents.beside(
            List.of(),
            List.of(new ToldIncident(node, "inc-2", told("all at once"), Optional.empty())))
        .get(0);
  }

  @Test
  void theyShowWhatTheInterfaceSaysOfEachGatewayAndOfALostOne() throws IOException {
    List<ObjectNode> incidents =
        new ArrayList<>(IncidentGroups.of(List.of(open("gw-a"), open("gw-b"))));
    incidents.addAll(ToldIncidents.beside(List.of(), LOST));
    String one = ToldIncidents.find(LOST, "inc-1").orElseThrow().toString();
    try (Chromium chromium = Chromium.start();
        AdminDoor door = AdminDoor.with()) {
      Tab tab = chromium.tab();
      tab.fixture("/api/v1/nodes", NODES);
      tab.fixture("/api/v1/incidents", "{\"items\":" + JSON.writeValueAsString(incidents) + "}");
      tab.fixture("/api/v1/incidents/inc-1", one);

      tab.open(door.server.uri() + "/#/nodes");
      tab.seeContaining("main", "2,100 clients attached, 34 in grace, 5 offline");
      assertThat(rows(tab))
          .anyMatch(row -> row.contains("gw-a (this one) live") && row.contains("1,200 1,300"))
          .anyMatch(row -> row.contains("gw-b suspect") && row.contains("it does not answer"))
          .anyMatch(row -> row.contains("gw-c detached") && row.contains("could not be renewed"));

      tab.open(door.server.uri() + "/#/incidents");
      tab.seeContaining("main", "nobody is reached");
      assertThat(rows(tab))
          .as("two gateways that had it, and one that was lost")
          .hasSize(2)
          .anyMatch(row -> row.contains("gw-a, gw-b") && row.contains("open"))
          .anyMatch(row -> row.contains("gw-z") && row.contains("30 s, then lost"));

      tab.open(door.server.uri() + "/#/incidents/inc-1");
      tab.see("#verdict .sentence", "nobody is reached");
      assertThat(tab.text("#verdict .tag")).isEqualTo("lost");
      assertThat(tab.text("#verdict")).contains("gateway gw-z was lost", "look at the uplink");
      assertThat(tab.text("#happened")).contains("gw-z", "after 30 s", "40");
      assertThat(tab.errors).isEmpty();
      tab.close();
    }
  }

  /** The rows of the tables in sight, each in one line. */
  private static List<String> rows(Tab tab) {
    List<String> rows = new ArrayList<>();
    tab.eval(
            "[...document.querySelectorAll('main tbody tr')].map(row =>"
                + " [...row.cells].map(cell => cell.innerText).join(' '))")
        .forEach(row -> rows.add(row.asText()));
    return rows;
  }
}
