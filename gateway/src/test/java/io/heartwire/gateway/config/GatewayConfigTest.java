package io.heartwire.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.core.liveness.LivenessPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatewayConfigTest {
  @Test
  void defaultsAreThoseOfTheDetector() {
    GatewayConfig config = GatewayConfig.defaults();

    assertThat(config.liveness().interval()).isEqualTo(LivenessPolicy.DEFAULT_INTERVAL);
    assertThat(config.policy("").timeout()).isEqualTo(LivenessPolicy.DEFAULT_TIMEOUT);
    assertThat(config.listeners().tcp().port()).isEqualTo(7400);
    assertThat(config.admin().port()).isEqualTo(7480);
    assertThat(config.policy("default"))
        .isEqualTo(
            LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(150))
                .withFrameDeadline(Duration.ofSeconds(30))
                .withStaleAfter(Duration.ofSeconds(60)));
  }

  @Test
  void aTimeoutBelowTwiceTheIntervalIsAnErrorWithBothValuesAndTheRemedy() { // trap 24
    assertThatThrownBy(() -> GatewayConfig.of("liveness.timeout", "90s"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "liveness.timeout (90s) must be at least twice liveness.interval (50s): raise it, or"
                + " lower the interval");
  }

  @Test
  void theLongestWishIsTenIntervalsUnlessSetAndNeverBelowTheShortest() {
    assertThat(GatewayConfig.defaults().liveness().longestWish()).hasSeconds(500);
    assertThat(GatewayConfig.of("liveness.wished-interval-max", "60s").liveness().longestWish())
        .hasSeconds(60);
    assertThat(GatewayConfig.of("liveness.wished-interval-min", "1h").liveness().longestWish())
        .hasHours(1);
    assertThatThrownBy(
            () ->
                GatewayConfig.of(
                    "liveness.wished-interval-min", "9s", "liveness.wished-interval-max", "5s"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "liveness.wished-interval-max (5s) must be at least liveness.wished-interval-min (9s):"
                + " raise it, or lower liveness.wished-interval-min");
  }

  @Test
  void aGroupIsHeldToItsOwnTimesAndToLivenessForTheRest() {
    GatewayConfig config =
        GatewayConfig.of(
            "groups.phones.timeout",
            "200s",
            "groups.phones.check",
            "false",
            "groups.vans.interval",
            "20s");

    assertThat(config.policy("phones").interval()).isEqualTo(Duration.ofSeconds(50));
    assertThat(config.policy("phones").timeout()).isEqualTo(Duration.ofSeconds(200));
    assertThat(config.policy("phones").check()).isFalse();
    assertThat(config.policy("vans").interval()).isEqualTo(Duration.ofSeconds(20));
    assertThat(config.policy("vans").check()).isTrue();
  }

  @Test
  void opensAllAddressesOnlyToClientsWithACredentialOrWhenToldSo() {
    assertThat(
            GatewayConfig.of("listeners.tcp.host", "0.0.0.0", "auth.tokens.a.secret", "0123456789")
                .auth()
                .open())
        .isFalse();
    assertThat(GatewayConfig.of("listeners.tcp.host", "0.0.0.0", "auth.mode", "open").warnings())
        .containsExactly(
            "auth.mode is open: any client may log in under any name; set auth.tokens to change"
                + " that");
  }

  @Test
  void aRateOfLoginsIsANumberAdaptiveOrOff() {
    assertThat(GatewayConfig.defaults().admission().rate()).isEqualTo(LoginRate.ADAPTIVE);
    assertThat(GatewayConfig.of("admission.rate", "off").admission().rate())
        .isEqualTo(LoginRate.OFF);
    assertThat(GatewayConfig.of("admission.rate", "1000").admission().rate())
        .isEqualTo(LoginRate.of(1_000));
    for (String wrong : List.of("0", "1000001", "fast", "1.5", "-3")) {
      assertThatThrownBy(() -> GatewayConfig.of("admission.rate", wrong))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("admission.rate (" + wrong + ")")
          .hasMessageContaining("adaptive or off")
          .hasMessageContaining("1 to 1000000");
    }
    assertThatThrownBy(() -> GatewayConfig.of("admission.connections-per-source", "-1"))
        .hasMessage("admission.connections-per-source (-1) must be at least 0: raise it");
    assertThatThrownBy(() -> GatewayConfig.of("admission.slow-login", "1ms"))
        .hasMessage("admission.slow-login (1ms) must be at least 10ms: raise it");
  }

  static List<String> consequences(String... keysAndValues) {
    return Consequences.of(GatewayConfig.of(keysAndValues));
  }
}
