package io.heartwire.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.TestGateway;
import io.heartwire.gateway.cluster.Scope;
import io.heartwire.gateway.cluster.SharedSetting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gateway agrees with what is set for all. */
class SharedJudgingTest {
  private static final LivenessChecks.Target ONE =
      new LivenessChecks.Target(LivenessChecks.Scope.CLIENT, "dev 1");
  private static final LivenessChecks.Target OTHER =
      new LivenessChecks.Target(LivenessChecks.Scope.GROUP, "meters");

  private TestGateway gateway;
  private SharedJudging judging;

  @BeforeEach
  void open() {
    gateway = TestGateway.with();
    judging = new SharedJudging(gateway.gateway.sessions(), gateway.gateway.levers());
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private static SharedSetting hold(long id, Duration left) {
    return SharedForm.lever(
        id,
        new LeverDesk.Wish(
            TimedLever.Kind.HOLD,
            new Scope(Scope.Kind.GROUP, "meters"),
            Duration.ZERO,
            left,
            "10.0.0.1"));
  }

  private List<Long> levers() {
    return gateway.gateway.levers().levers().stream().map(TimedLever::id).toList();
  }

  @Test
  void checksAreThoseThatAreSetAndNoOthers() {
    LivenessChecks checks = gateway.gateway.sessions().policies().checks();
    judging.present(List.of(SharedForm.check(ONE, false), SharedForm.check(OTHER, false)));
    assertThat(checks.settings())
        .containsExactlyInAnyOrder(
            new LivenessChecks.Setting(ONE, false), new LivenessChecks.Setting(OTHER, false));

    judging.present(List.of(SharedForm.check(OTHER, true)));
    assertThat(checks.settings()).containsExactly(new LivenessChecks.Setting(OTHER, true));
  }

  @Test
  void leversAreThoseThatAreSetForTheTimeThatIsLeft() {
    judging.present(
        List.of(hold(7, Duration.ofMinutes(5)), hold(8, LeverDesk.LEAST_TIME.dividedBy(2))));
    assertThat(levers()).containsExactly(7L);
    TimedLever lever = gateway.gateway.levers().levers().get(0);
    assertThat(lever.scope()).isEqualTo(new Scope(Scope.Kind.GROUP, "meters"));
    assertThat(lever.by()).isEqualTo("10.0.0.1");
    assertThat(Duration.between(lever.since(), lever.until())).isEqualTo(Duration.ofMinutes(5));

    judging.present(List.of(hold(7, Duration.ofMinutes(4)), hold(9, Duration.ofMinutes(1))));
    assertThat(levers()).containsExactly(7L, 9L);
    assertThat(gateway.gateway.levers().levers().get(0)).as("as it was").isEqualTo(lever);
    judging.present(List.of());
    assertThat(levers()).isEmpty();
  }

  @Test
  void whatCannotBeReadIsLeftOut() {
    judging.present(
        List.of(
            SharedSetting.lasting(SharedSetting.Kind.CHECK, "nonsense", Map.of()),
            SharedSetting.lasting(SharedSetting.Kind.CHECK, "planet mars", Map.of()),
            new SharedSetting(
                SharedSetting.Kind.HOLD, "x", Map.of(), Optional.of(Duration.ofHours(1))),
            SharedForm.check(ONE, false)));
    assertThat(gateway.gateway.sessions().policies().checks().settings()).hasSize(1);
    assertThat(levers()).isEmpty();
  }
}
