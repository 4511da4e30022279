package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.gateway.RawClient;
import io.heartwire.gateway.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus with the rules of {@code deploy}, and a real gateway. */
@Tag("prometheus")
class PrometheusTest {
  private static final Path DEPLOY = Path.of("..", "deploy", "prometheus");
  private static final int CLIENTS = 40;

  @Test
  void theRulesAreWellFormedAndDoWhatTheirOwnTestsSay() throws IOException {
    assertThat(PrometheusServer.promtool(DEPLOY, "check", "config", "prometheus.yml"))
        .contains("SUCCESS: 1 rule files found");
    // The token that it names is in a container only.
    assertThat(PrometheusServer.promtool(DEPLOY, "check", "config", "--syntax-only", "cluster.yml"))
        .contains("SUCCESS");
    assertThat(PrometheusServer.promtool(DEPLOY, "check", "rules", "heartwire-rules.yml"))
        .containsPattern("SUCCESS: \\d+ rules found");
    assertThat(PrometheusServer.promtool(DEPLOY, "test", "rules", "heartwire-rules-test.yml"))
        .contains("SUCCESS");
  }

  @Test
  void scrapesAGatewayAndCallsForAnIncident(@TempDir Path directory) throws IOException {
    try (AdminDoor door = AdminDoor.with("doctor.enabled", "true")) {
      configure(directory, door);
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(door.gateway.login("dev-" + i));
      }
      try (PrometheusServer prometheus = PrometheusServer.start(directory)) {
        TestGateway.await("a scrape", () -> value(prometheus, "heartwire_attached") == CLIENTS);
        TestGateway.await("all rules evaluated", () -> evaluated(prometheus));
        assertThat(value(prometheus, "heartwire_silence_seconds_bucket{le=\"%2BInf\"}"))
            .isEqualTo(CLIENTS);
        assertThat(value(prometheus, "heartwire_loop_delay_seconds_count")).isPositive();
        assertThat(firing(prometheus)).doesNotContain("HeartwireIncident", "HeartwireDown");

        for (RawClient client : clients) {
          client.close();
        }

        TestGateway.await("the alert", () -> firing(prometheus).contains("HeartwireIncident"));
        assertHealthy(prometheus);
      }
    }
  }

  /** The example of {@code deploy}, for this gateway and once a second. */
  private static void configure(Path directory, AdminDoor door) throws IOException {
    String example = Files.readString(DEPLOY.resolve("prometheus.yml"));
    String mine =
        example
            .replace("127.0.0.1:7480", "127.0.0.1:" + door.server.address().getPort())
            .replace("scrape_timeout: 10s", "scrape_timeout: 1s")
            .replace("_interval: 15s", "_interval: 1s");
    assertThat(mine).doesNotContain("7480", "15s", "10s");
    Files.writeString(directory.resolve("prometheus.yml"), mine);
    Files.copy(DEPLOY.resolve("heartwire-rules.yml"), directory.resolve("heartwire-rules.yml"));
  }

  private static double value(PrometheusServer prometheus, String series) {
    String query = series.replace("{", "%7B").replace("}", "%7D").replace("\"", "%22");
    return prometheus
        .get("query?query=" + query)
        .path("result")
        .path(0)
        .path("value")
        .path(1)
        .asDouble(-1);
  }

  private static List<JsonNode> rules(PrometheusServer prometheus) {
    List<JsonNode> rules = new ArrayList<>();
    prometheus.get("rules").path("groups").forEach(each -> each.path("rules").forEach(rules::add));
    return rules;
  }

  private static boolean evaluated(PrometheusServer prometheus) {
    return rules(prometheus).stream().noneMatch(it -> it.path("health").asText().equals("unknown"));
  }

  private static void assertHealthy(PrometheusServer prometheus) throws IOException {
    long alerts =
        Files.readString(DEPLOY.resolve("heartwire-rules.yml")).split("- alert: ").length - 1L;
    assertThat(rules(prometheus))
        .hasSize((int) alerts)
        .allSatisfy(
            rule -> {
              assertThat(rule.path("health").asText()).as(rule.toString()).isEqualTo("ok");
            });
  }

  private static List<String> firing(PrometheusServer prometheus) {
    List<String> names = new ArrayList<>();
    for (JsonNode alert : prometheus.get("alerts").path("alerts")) {
      if (alert.path("state").asText().equals("firing")) {
        names.add(alert.path("labels").path("alertname").asText());
      }
    }
    return names;
  }
}
