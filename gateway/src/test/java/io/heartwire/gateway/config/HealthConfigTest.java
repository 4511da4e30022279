package io.heartwire.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.gateway.health.HealthState;
import io.heartwire.gateway.health.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthConfigTest {
  private static final String HOT = "health.rules.hot.";

  @TempDir Path dir;

  @Test
  void readsRulesAsPeopleWriteThem() throws IOException {
    Path file = dir.resolve("heartwire.yaml");
    Files.writeString(
        file,
        """
        health:
          rules:
            hot:
              when: status.temp > 80.0
              for: 3
              clear-for: 10
            low:
              when: status.battery < 0.1 || status.health == "tired"
              state: degraded
              groups: [vans, buses]
        """);
    GatewayConfig config = ConfigLoader.load(Optional.of(file), Map.of(), List.of()).config();
    assertThat(config.health().ruleList())
        .containsExactly(
            new Rule("hot", "status.temp > 80.0", 3, 10, HealthState.UNHEALTHY, Set.of()),
            new Rule(
                "low",
                "status.battery < 0.1 || status.health == \"tired\"",
                1,
                1,
                HealthState.DEGRADED,
                Set.of("vans", "buses")));
  }

  @Test
  void aRuleIsClearedAfterAsManyHeartbeatsAsItIsRaised() {
    Rule rule = GatewayConfig.of(HOT + "when", "true", HOT + "for", "7").health().ruleList().get(0);
    assertThat(rule.clearBeats()).isEqualTo(7);
  }

  @Test
  void whatIsNoRuleIsOneSentenceWithKeyExpressionColumnAndRemedy() {
    assertThatThrownBy(() -> GatewayConfig.of(HOT + "when", "status.temp >"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "health.rules.hot.when (status.temp >) is no rule: column 14: it ends too early;"
                + " correct it, docs/health.md has examples");
    assertThatThrownBy(() -> GatewayConfig.of(HOT + "when", "stauts.temp > 80.0"))
        .hasMessageContaining("column 1: undeclared reference to 'stauts'");
    assertThatThrownBy(() -> GatewayConfig.of(HOT + "for", "3"))
        .hasMessageContaining("health.rules.hot.when () is no rule: column 1: it is empty");
  }

  @Test
  void everyBadRuleIsNamed() {
    assertThatThrownBy(() -> GatewayConfig.of(HOT + "when", "1", "health.rules.low.when", "2"))
        .satisfies(
            e ->
                assertThat(((ConfigException) e).problems())
                    .hasSize(2)
                    .allMatch(it -> it.contains("does not say yes or no")));
  }

  @ParameterizedTest
  @CsvSource({"for, 0, raise it", "for, 1001, lower it", "clear-for, 0, raise it", "for, x, whole"})
  void refusesACountThatIsNone(String key, String value, String remedy) {
    assertThatThrownBy(() -> GatewayConfig.of(HOT + "when", "true", HOT + key, value))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(HOT + key + " (" + value + ")")
        .hasMessageContaining(remedy);
  }

  @Test
  void refusesTheThirtyThirdRule() {
    var settings = new ArrayList<String>();
    for (int i = 0; i < 33; i++) {
      settings.addAll(List.of("health.rules.r" + i + ".when", "true"));
    }
    assertThatThrownBy(() -> GatewayConfig.of(settings.toArray(String[]::new)))
        .hasMessageContaining("health.rules (33) must be at most 32");
  }
}
