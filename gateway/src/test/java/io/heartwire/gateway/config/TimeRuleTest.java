package io.heartwire.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeRuleTest {
  private static TimeRule rule(String text) {
    return (TimeRule) ValueParser.parse("liveness.timeout", text, TimeRule.class);
  }

  @ParameterizedTest
  @CsvSource({
    "150s, 150000, 150s",
    "off, 0, off",
    "PT2M, 120000, 120s",
    "interval, 3000, interval",
    "3 * interval, 9000, 3 * interval",
    "interval * 3, 9000, 3 * interval",
    "2 * recheck + 10 * interval, 630000, 2 * recheck + 10 * interval",
    "2*recheck+10*interval, 630000, 2 * recheck + 10 * interval",
    "  10 * INTERVAL   + 2 * recheck , 630000, 2 * recheck + 10 * interval",
    "interval + interval, 6000, 2 * interval",
    "1.5 * interval + 500 ms, 5000, 1.5 * interval + 500ms",
    "2 * 3 * interval * 0.5, 9000, 3 * interval",
    "2 * 30s, 60000, 60s",
    "0.333 * interval, 999, 0.333 * interval"
  })
  void isWhatItComesToAndCanBeReadAgain(String text, long millis, String written) {
    TimeRule rule = rule(text);

    assertThat(rule.at(Duration.ofSeconds(3), Duration.ofMinutes(5)).toMillis()).isEqualTo(millis);
    assertThat(rule).hasToString(written);
    assertThat(rule(rule.toString())).isEqualTo(rule);
  }

  @ParameterizedTest
  @CsvSource({
    "2 * recheck +, 14, expected is a time",
    "* interval, 1, expected is a time",
    "3 interval, 3, expected is + or *",
    "3 * intervals, 5, expected is a time",
    "3 * interval * recheck, 16, 'one time, not two'",
    "3 * interval + 10, 16, give it a unit",
    "30s * 2m, 7, 'one time, not two'",
    "interval - 5s, 10, expected is + or *",
    "(2 + 3) * interval, 1, expected is a time",
    "1.2.3 * interval, 1, expected is a time",
    "1e9 * interval, 1, expected is a time"
  })
  void pointsAtTheColumnOfWhatItCannotRead(String text, int column, String why) {
    assertThatThrownBy(() -> rule(text))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("liveness.timeout (" + text + ") cannot be read at column " + column)
        .hasMessageContainingAll(why, "2 * recheck + 10 * interval");
  }

  @Test
  void isBoundedInLengthAndInWhatItComesTo() {
    assertThatThrownBy(() -> rule("interval + ".repeat(20) + "interval"))
        .hasMessageContainingAll("liveness.timeout", "228", "200");
    String huge = "999999999 * 999999999 * interval";
    assertThat(rule(huge).at(Duration.ofDays(2), Duration.ofDays(2))).hasDays(100_000);
    assertThatThrownBy(() -> GatewayConfig.of("liveness.timeout", huge))
        .hasMessage("liveness.timeout (100000d) must be at most 2d: lower it");
    assertThat(rule("999999999 * 999999999999d + interval")).isNotNull();
  }

  @Test
  void countsWithTheIntervalOfTheGroup() {
    GatewayConfig config =
        GatewayConfig.of(
            "liveness.interval",
            "3s",
            "liveness.timeout",
            "2 * recheck + 10 * interval",
            "presence.grace",
            "2 * interval",
            "groups.slow.interval",
            "60s",
            "groups.own.timeout",
            "4 * interval",
            "groups.own.grace",
            "off");

    assertThat(config.policy("").timeout()).hasSeconds(630);
    assertThat(config.policy("").staleAfter()).hasMillis(3_600);
    assertThat(config.grace("")).hasSeconds(6);
    assertThat(config.policy("slow").timeout()).hasSeconds(1_200);
    assertThat(config.policy("slow").staleAfter()).hasSeconds(72);
    assertThat(config.grace("slow")).hasSeconds(120);
    assertThat(config.policy("own").timeout()).hasSeconds(12);
    assertThat(config.grace("own")).isZero();
  }

  @Test
  void stagesThatAreOutOfOrderAreRefusedWithBothValues() {
    assertThatThrownBy(() -> GatewayConfig.of("liveness.stale-after", "3 * interval"))
        .hasMessage(
            "liveness.stale-after (150s) must be less than liveness.timeout (150s), after which the"
                + " client is dead: lower it, or set it to off");
    assertThatThrownBy(() -> GatewayConfig.of("liveness.stale-after", "49s"))
        .hasMessage(
            "liveness.stale-after (49s) must be at least liveness.interval (50s), within which a"
                + " client need not say anything: raise it, or set it to off");
    assertThatThrownBy(
            () ->
                GatewayConfig.of(
                    "liveness.stale-after",
                    "100s",
                    "groups.vans.interval",
                    "20s",
                    "groups.vans.timeout",
                    "60s"))
        .hasMessageContaining("liveness.stale-after (100s) must be less than groups.vans.timeout");
    assertThatThrownBy(() -> GatewayConfig.of("groups.vans.grace", "1000000 * interval"))
        .hasMessageContaining("groups.vans.grace (");
    assertThatThrownBy(() -> GatewayConfig.of("groups.vans.timeout", "1.9 * interval"))
        .hasMessageContaining("groups.vans.timeout (95s) must be at least twice liveness.interval");
  }

  @Test
  void isShownWithWhatItComesTo() {
    LoadedConfig loaded =
        ConfigLoader.load(
            Optional.empty(), Map.of(), List.of("groups.vans.timeout=interval + 100s"));

    assertThat(loaded.settings())
        .contains(
            new LoadedConfig.Setting("liveness.stale-after", "1.2 * interval (60s)", "default"),
            new LoadedConfig.Setting("liveness.timeout", "150s", "default"),
            new LoadedConfig.Setting("groups.vans.timeout", "interval + 100s (150s)", "--set"));
  }
}
