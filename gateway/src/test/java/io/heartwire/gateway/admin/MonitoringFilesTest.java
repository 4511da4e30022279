package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What {@code deploy} brings for Prometheus and Grafana asks for what a gateway has. */
class MonitoringFilesTest {
  private static final Path DEPLOY = Path.of("..", "deploy");
  private static final Pattern NAME = Pattern.compile("\\b(heartwire|process|jvm)_[a-z0-9_]+");

  private static Set<String> namesIn(String expressions) {
    return NAME.matcher(expressions)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The names of all series that a gateway with a sink shows. */
  private static Set<String> shown() {
    try (AdminDoor door = AdminDoor.with("sinks.mine.type", "log")) {
      return door.get("/metrics")
          .text()
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.replaceAll("[{ ].*", ""))
          .collect(Collectors.toSet());
    }
  }

  private static Set<String> namesInRules() throws IOException {
    String rules = Files.readString(DEPLOY.resolve("prometheus/heartwire-rules.yml"));
    return namesIn(
        rules.lines().filter(line -> line.contains(" expr: ")).collect(Collectors.joining("\n")));
  }

  private static JsonNode dashboard() throws IOException {
    return new ObjectMapper().readTree(DEPLOY.resolve("grafana/heartwire.json").toFile());
  }

  @Test
  void everyMetricOfTheAlertRulesExists() throws IOException {
    Set<String> names = namesInRules();

    assertThat(names).hasSizeGreaterThan(25);
    assertThat(shown()).containsAll(names);
  }

  @Test
  void everyMetricOfTheDashboardExists() throws IOException {
    Set<String> names = namesIn(dashboard().toString());

    assertThat(names).hasSizeGreaterThan(25);
    assertThat(shown()).containsAll(names);
  }

  @Test
  void everyPanelAsksOfTheGatewaysThatWereChosen() throws IOException {
    for (JsonNode panel : dashboard().path("panels")) {
      assertThat(panel.path("targets")).as(panel.path("title").asText()).isNotEmpty();
      for (JsonNode target : panel.path("targets")) {
        assertThat(target.path("expr").asText()).contains("instance=~\"$instance\"");
      }
    }
  }

  @Test
  void everyAlertSaysWhatItIsAndWhatToDo() throws IOException {
    String rules = Files.readString(DEPLOY.resolve("prometheus/heartwire-rules.yml"));
    String[] alerts = rules.split("- alert: ");

    assertThat(alerts).hasSizeGreaterThan(25);
    for (int i = 1; i < alerts.length; i++) {
      assertThat(alerts[i])
          .containsPattern("severity: (critical|warning)\\}")
          .contains(" summary: \"", " description: \"", " action: \"");
    }
  }
}
