package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.gateway.RawClient;
import io.heartwire.gateway.TestGateway;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.Silence;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All clients by silence, in a bounded answer. */
class HeatMapTest {
  private static Session session(TestGateway gateway, String name, int number) {
    var granted =
        new Claimed.Granted(String.format("%032x", number), number + 1, 1, Instant.EPOCH, false);
    String address = "10." + (number >> 8) % 50 + "." + number % 7 + ".9";
    return Crowd.attach(gateway.gateway.sessions(), name, address, granted);
  }

  @Test
  void countsEachClientOnceAndStaysAsSmallForEighteenThousandInAHundredGroups() {
    try (TestGateway gateway = TestGateway.with("liveness.timeout", "100s")) {
      List<Silence> silences = new ArrayList<>();
      for (int i = 0; i < 18_000; i++) {
        Session session = session(gateway, "dev-" + i, i);
        silences.add(new Silence(session, i < 3 ? "SUSPECT" : "ALIVE", i * 10L));
      }
      List<HeatMap.Row> rows = HeatMap.rows(silences, s -> "row" + s.silenceMs() / 10 % 100);
      assertThat(rows).hasSize(HeatMap.ROWS);
      assertThat(rows.stream().mapToInt(HeatMap.Row::clients).sum()).isEqualTo(18_000);
      assertThat(rows.stream().mapToInt(HeatMap.Row::suspects).sum()).isEqualTo(3);
      assertThat(rows.stream().mapToInt(row -> row.cells().stream().mapToInt(it -> it).sum()).sum())
          .isEqualTo(18_000);
      HeatMap.Row others = rows.get(HeatMap.ROWS - 1);
      assertThat(others.others()).isTrue();
      assertThat(others.clients()).isEqualTo(61 * 180);

      HeatMap.Row all = HeatMap.rows(silences, s -> "").get(0);
      // 500 clients are silent for 0 to 5 s of 100 s; from 100 s on all are in the last column.
      assertThat(all.cells().get(0)).isEqualTo(500);
      assertThat(all.cells().get(HeatMap.COLUMNS - 1)).isEqualTo(8_000);

      List<HeatMap.Client> longest = HeatMap.longest(silences);
      assertThat(longest).hasSize(HeatMap.LONGEST);
      assertThat(longest.get(0).percent()).isEqualTo(179);
      assertThat(longest).extracting(HeatMap.Client::percent).isSortedAccordingTo((a, b) -> b - a);
    }
  }

  @Test
  void tellsOfEveryClientThatIsConnected() throws IOException {
    List<RawClient> clients = new ArrayList<>();
    try (AdminDoor door = AdminDoor.with("liveness.interval", "1s", "liveness.timeout", "1h")) {
      for (int i = 0; i < 30; i++) {
        clients.add(door.gateway.login("dev-" + i));
      }
      JsonNode map = door.get("/api/v1/heatmap?by=source").json();
      assertThat(map.path("attached").asInt()).isEqualTo(30);
      assertThat(map.path("heard").asInt()).isEqualTo(30);
      assertThat(map.path("rows")).hasSize(1);
      assertThat(map.at("/rows/0/name").asText()).isEqualTo("127.0.0.0/24");
      assertThat(map.at("/rows/0/clients").asInt()).isEqualTo(30);
      assertThat(map.at("/rows/0/cells")).hasSize(HeatMap.COLUMNS);
      assertThat(map.at("/longest/0/timeoutMs").asLong()).isEqualTo(3_600_000);
      assertThat(door.get("/api/v1/heatmap").json().at("/rows/0/name").asText())
          .isEqualTo("default");
      assertThat(door.get("/api/v1/heatmap?by=moon").status()).isEqualTo(400);
    } finally {
      clients.forEach(RawClient::close);
    }
  }
}
