package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.RawClient;
import io.heartwire.gateway.TestGateway;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.Frame;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Histograms of a real gateway, as a scraper sees them. */
class HistogramMetricsTest {
  @Test
  void countsRoundTripsLoopsHandlersAndSilences() throws IOException {
    try (AdminDoor door = AdminDoor.with("liveness.interval", "500ms", "liveness.timeout", "1m");
        RawClient client = door.gateway.login("dev-1")) {
      assertThat(value(door, "heartwire_round_trip_seconds_count")).isZero();
      client.send(new Frame.Message("report", "m-1", Bytes.EMPTY, false));
      Frame.Ping probe = client.receive(Frame.Ping.class);
      assertThat(value(door, "heartwire_silence_seconds_bucket{le=\"+Inf\"}")).isEqualTo(1);
      client.send(new Frame.Pong(probe.sequence()));

      TestGateway.await("the pong", () -> value(door, "heartwire_round_trip_seconds_count") >= 1);
      TestGateway.await(
          "the handler",
          () -> value(door, "heartwire_handler_duration_seconds_count{type=\"report\"}") == 1);
      assertThat(value(door, "heartwire_round_trip_seconds_bucket{le=\"30.0\"}"))
          .isEqualTo(value(door, "heartwire_round_trip_seconds_count"));
      assertThat(value(door, "heartwire_round_trip_seconds_sum")).isPositive();
      assertThat(value(door, "heartwire_loop_delay_seconds_count")).isPositive();
      assertThat(value(door, "heartwire_handler_duration_seconds_count{type=\"other\"}")).isZero();
      client.close();
      TestGateway.await(
          "nobody is silent",
          () -> value(door, "heartwire_silence_seconds_bucket{le=\"+Inf\"}") == 0);
    }
  }

  @Test
  void sumsTheSilencesInSecondsWhereTheFormatHasAPlaceForIt() {
    try (AdminDoor door = AdminDoor.with()) {
      String open = door.get("/metrics", "Accept", "application/openmetrics-text").text();

      assertThat(open)
          .contains("# TYPE heartwire_silence_seconds gaugehistogram\n")
          .contains("# TYPE heartwire_round_trip_seconds histogram\n")
          .contains("\nheartwire_silence_seconds_gsum 0.0\n");
    }
  }

  private static double value(AdminDoor door, String series) {
    return door.get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElse(-1);
  }
}
