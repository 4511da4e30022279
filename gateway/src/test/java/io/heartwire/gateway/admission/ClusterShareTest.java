package io.heartwire.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.config.LoginRate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gateways of a cluster let in no more together than its budget, in virtual time. */
class ClusterShareTest {
  private static final int BUDGET = 600;
  private static final long STEP = 1_000_000L;

  private long now;

  private List<AdmissionControl> gateways(int count, LoginRate rate) {
    List<AdmissionControl> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(
          new AdmissionControl(
              new AdmissionControl.Settings(rate, Duration.ofSeconds(1), 500),
              new SplittableRandom(i),
              now));
    }
    return all;
  }

  private void share(List<AdmissionControl> gateways, int among) {
    gateways.forEach(it -> it.share(new ClusterShare(BUDGET, among), now));
  }

  /** So many strangers as may be let in knock at each of them all the time. */
  private int letIn(List<AdmissionControl> gateways, int seconds) {
    int before = begun(gateways);
    for (int ms = 0; ms < 1_000 * seconds; ms++) {
      now += STEP;
      for (AdmissionControl gateway : gateways) {
        // A name that nobody had: what was told another time binds it not.
        while (gateway.ask("dev-" + now + "-" + begun(gateways), false, now)
            instanceof Decision.Admitted admitted) {
          gateway.answered(admitted.atNanos(), now);
          gateway.left();
        }
      }
    }
    return begun(gateways) - before;
  }

  private int begun(List<AdmissionControl> gateways) {
    return (int) gateways.stream().mapToLong(it -> it.state(now).counts().begun()).sum();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 2_000_000_000L})
  void togetherTheyLetInTheBudgetWhoeverComesAndGoes(long origin) {
    now = origin;
    List<AdmissionControl> three = gateways(3, LoginRate.ADAPTIVE);
    share(three, 3);
    letIn(three, 1);
    // Slots that are due and not taken keep a little back.
    assertThat(letIn(three, 10)).isBetween(4_500, 6_100);

    List<AdmissionControl> two = three.subList(0, 2);
    share(two, 2);
    letIn(two, 1);
    assertThat(letIn(two, 10)).as("the third has died").isBetween(4_500, 6_100);
    assertThat(two.get(0).state(now).perSecond()).isEqualTo(300);
    assertThat(two.get(0).state(now).share()).isEqualTo(new ClusterShare(BUDGET, 2));
  }

  @Test
  void aGatewayKeepsToItsOwnRateIfThatIsLower() {
    List<AdmissionControl> one = gateways(1, LoginRate.of(50));
    share(one, 3);
    assertThat(one.get(0).state(now).perSecond()).isEqualTo(50);
    one.get(0).admit(LoginRate.of(1_000), now);
    assertThat(one.get(0).state(now).perSecond()).isEqualTo(200);
    one.get(0).admit(LoginRate.OFF, now);
    assertThat(one.get(0).state(now).perSecond()).as("any number").isZero();
    one.get(0).admit(LoginRate.ADAPTIVE, now);
    one.get(0).share(ClusterShare.UNBOUNDED, now);
    assertThat(one.get(0).state(now).perSecond()).isEqualTo(1_800);
  }

  @Test
  void whoIsToldToComeLaterHearsWhoseBoundItIs() {
    List<AdmissionControl> one = gateways(1, LoginRate.of(1_000));
    share(one, 3);
    letIn(one, 1);
    now += STEP;
    Decision decision = null;
    for (int i = 0; i < 200 && !(decision instanceof Decision.Later); i++) {
      decision = one.get(0).ask("late-" + i, false, now);
    }
    assertThat(((Decision.Later) decision).detail())
        .isEqualTo("logins are let in at 200 a second (admission.cluster-rate 600, shared by 3)");
  }

  @Test
  void nothingIsLearntOfWhatTheClustersBoundHeldBack() {
    List<AdmissionControl> one = gateways(1, LoginRate.ADAPTIVE);
    share(one, 3);
    letIn(one, 60);
    assertThat(one.get(0).state(now).capacity()).isEqualTo(Capacity.START);
  }
}
