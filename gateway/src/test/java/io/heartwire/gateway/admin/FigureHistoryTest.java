package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.gateway.RawClient;
import io.heartwire.gateway.TestGateway;
import io.heartwire.gateway.admin.FigureRing.Figures;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many were where before. */
class FigureHistoryTest {
  private static final Instant START = Instant.parse("2026-01-31T02:00:00Z");

  private final FigureHistory history = new FigureHistory(() -> figures(0, 0, 0));

  private long second;

  private Figures figures(long attached, long ended, long timedOut) {
    return new Figures(START.plusSeconds(second), attached, 7, 20, ended, timedOut);
  }

  private void pass(int times, long attached, long ended, long timedOut) {
    for (int i = 0; i < times; i++) {
      history.take(figures(attached, ended, timedOut));
      second++;
    }
  }

  @Test
  void comparesWithAnHourAgo() {
    pass(60, 900, 0, 0);
    pass(3_600, 1_000, 10, 0);

    TrendView trend = history.trend(figures(1_000, 10, 0)).orElseThrow();
    assertThat(trend.at()).isEqualTo(START);
    assertThat(trend.attached()).isEqualTo(900);
    assertThat(trend.drop()).isEmpty();
    assertThat(trend.summary())
        .isEqualTo("attached 1,000, in grace 7, offline 20 now; 900, 7, 20 an hour ago");
  }

  @Test
  void saysSinceWhenThereAreFiguresIfThatIsLess() {
    pass(120, 900, 0, 0);

    assertThat(history.trend(figures(900, 0, 0)).orElseThrow().summary())
        .endsWith("900, 7, 20 at 2026-01-31T02:00:00Z, the first figures there are");
  }

  @Test
  void tellsHowFastItFellAndOfWhat() {
    pass(100, 1_000, 0, 0);
    pass(40, 900, 100, 90);
    pass(30, 696, 304, 292);

    TrendView.Drop drop = history.trend(figures(696, 304, 292)).orElseThrow().drop().orElseThrow();
    assertThat(drop.summary()).isEqualTo("down 30.4 % in 41 s from 02:01:39Z; 96 % timeout");
    assertThat(drop.tookMs()).isEqualTo(41_000);
  }

  @Test
  void forgetsWhatIsOlderThanADay() {
    pass(60, 5, 0, 0);
    pass(FigureHistory.MINUTES * 60 + 600, 1_000, 0, 0);

    TrendView trend = history.trend(figures(1_000, 0, 0)).orElseThrow();
    assertThat(trend.attached()).isEqualTo(1_000);
    assertThat(trend.at()).isAfter(START.plusSeconds(23 * 3_600));
  }

  @Test
  void theStatusOfAGatewaySaysIt() throws IOException {
    try (AdminDoor door = AdminDoor.with()) {
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        clients.add(door.gateway.login("dev-" + i));
      }
      long[] seen = {0};
      TestGateway.await(
          "two more readings",
          () -> {
            JsonNode status = door.get("/api/v1/status").json();
            seen[0] = status.at("/before/offline").asLong(-1);
            return status.path("uptimeMs").asLong() > 2_500;
          });
      assertThat(seen[0]).isZero();
      for (RawClient client : clients) {
        client.close();
      }
      TestGateway.await(
          "the drop",
          () -> door.get("/api/v1/status").json().at("/before/drop/percent").asDouble() == 100);
      assertThat(door.get("/api/v1/status").json().at("/before/drop/summary").asText())
          .startsWith("down 100.0 % in ")
          .endsWith("0 % timeout");
    }
  }
}
