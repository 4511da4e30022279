package io.heartwire.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.liveness.LivenessPolicy.PingWhen;
import io.heartwire.core.liveness.LivenessPolicy.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeepAliveRulesTest {
  private static final KeepAlive.Rules RULES =
      new KeepAlive.Rules(true, true, Duration.ofHours(24), false);
  private static final LivenessPolicy GROUP =
      LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(150))
          .withStaleAfter(Duration.ofSeconds(60));

  @Test
  void isDeadAfterOneAndAHalfTimesWhateverItsHostAcknowledges() {
    LivenessPolicy policy = KeepAlive.policy(Duration.ofSeconds(60), GROUP, RULES);

    assertThat(policy.interval()).hasSeconds(60);
    assertThat(policy.timeout()).hasSeconds(90);
    assertThat(policy.frozenAfter()).hasSeconds(90);
    assertThat(policy.staleAfter()).hasSeconds(72);
    assertThat(policy.pingWhen()).isEqualTo(PingWhen.NEVER);
    assertThat(policy.verdict()).isEqualTo(Verdict.KEEP_ALIVE);
    assertThat(policy.check()).isTrue();
  }

  @Test
  void isHeldToTheLetterWhereTheListenerIsStrict() {
    KeepAlive.Rules strict = new KeepAlive.Rules(true, true, Duration.ofHours(1), true);

    assertThat(KeepAlive.policy(Duration.ofSeconds(1), GROUP, strict).verdict())
        .isEqualTo(Verdict.KEEP_ALIVE_STRICT);
  }

  @Test
  void isClosedAfterTheIdleTimeoutWhereItPromisesNothing() {
    LivenessPolicy policy = KeepAlive.policy(Duration.ZERO, GROUP, RULES);
    LivenessPolicy sooner =
        KeepAlive.policy(Duration.ZERO, GROUP.withIdleTimeout(Duration.ofMinutes(5)), RULES);

    assertThat(policy.check()).isFalse();
    assertThat(policy.idleTimeout()).hasHours(24);
    assertThat(sooner.idleTimeout()).hasMinutes(5);
  }

  @Test
  void takesTheGroupsWordWhereTheStandardHasNone() {
    LivenessPolicy group =
        GROUP
            .withCheck(false)
            .withIdleTimeout(Duration.ofMinutes(5))
            .withStaleAfter(Duration.ofSeconds(140));
    LivenessPolicy policy =
        KeepAlive.policy(
            Duration.ofSeconds(10), group, new KeepAlive.Rules(true, false, Duration.ZERO, false));

    assertThat(policy.check()).isFalse();
    assertThat(policy.trustAcks()).isFalse();
    assertThat(policy.idleTimeout()).hasMinutes(5);
    assertThat(policy.staleAfter()).hasMillis(12_500);
    assertThat(
            KeepAlive.policy(Duration.ofSeconds(10), GROUP.withStaleAfter(Duration.ZERO), RULES)
                .staleAfter())
        .isZero();
  }
}
