package io.heartwire.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.config.LoginRate;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AdmissionControlTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MS = 1_000_000L;

  private long now = Long.MAX_VALUE - 2 * SECOND;

  private AdmissionControl control(LoginRate rate, int inFlightMax) {
    return new AdmissionControl(
        new AdmissionControl.Settings(rate, Duration.ofSeconds(1), inFlightMax),
        new SplittableRandom(1),
        now);
  }

  private static boolean admitted(Decision decision) {
    return decision instanceof Decision.Admitted;
  }

  private Decision.Later later(AdmissionControl control, String id) {
    return (Decision.Later) control.ask(id, false, now);
  }

  private static void use(AdmissionControl control, int logins, long now) {
    for (int i = 0; i < logins; i++) {
      assertThat(admitted(control.ask("user-" + i, false, now))).as("login %d", i).isTrue();
      control.left();
    }
  }

  @Test
  void letsABurstOfHalfASecondIn() {
    AdmissionControl control = control(LoginRate.of(100), 500);
    use(control, 50, now);
    Decision.Later later = later(control, "one-more");
    assertThat(later.why()).isEqualTo(Decision.Why.RATE);
    assertThat(later.detail()).contains("100 a second").contains("admission.rate");
    now += 10 * MS;
    assertThat(admitted(control.ask("the-next", false, now))).isTrue();
  }

  @Test
  void givesEachClientASlotOfItsOwnOneTurnAfterTheOther() {
    AdmissionControl control = control(LoginRate.of(10), 500);
    use(control, 5, now);
    for (int i = 1; i <= 100; i++) {
      Duration wait = later(control, "dev-" + i).retryAfter();
      assertThat(wait)
          .as("slot %d and up to 2 s", i)
          .isBetween(Duration.ofMillis(1_000 + 100 * i), Duration.ofMillis(3_001 + 100 * i));
    }
    assertThat(control.state(now).slots().outstanding()).isEqualTo(100);
    assertThat(control.state(now).slots().last()).isEqualTo(Duration.ofSeconds(11));
  }

  @Test
  void keepsATokenForWhoeverIsDue() {
    AdmissionControl control = control(LoginRate.of(10), 500);
    use(control, 5, now);
    later(control, "due");
    now += 1_150 * MS;
    // The bucket is full again: five tokens, of which one is kept for the client that is due.
    use(control, 4, now);
    assertThat(admitted(control.ask("stranger", false, now))).isFalse();
    assertThat(admitted(control.ask("due", false, now))).isTrue();
  }

  @Test
  void waitsFourSecondsForAClientThatIsDueAndNoLonger() {
    AdmissionControl control = control(LoginRate.of(10), 500);
    use(control, 5, now);
    later(control, "never-comes");
    now += 5 * SECOND;
    assertThat(control.state(now).slots().due()).isOne();
    now += SECOND;
    assertThat(control.state(now).slots().due()).isZero();
    assertThat(control.state(now).slots().missed()).isOne();
    use(control, 5, now);
  }

  @Test
  void aClientThatComesTooEarlyKeepsItsSlotATenthOfASecondLaterEachTime() {
    AdmissionControl control = control(LoginRate.of(1), 500);
    use(control, 2, now);
    later(control, "first");
    later(control, "hasty");
    for (int i = 1; i <= 20; i++) {
      Duration wait = later(control, "hasty").retryAfter();
      assertThat(wait)
          .isBetween(Duration.ofMillis(3_000 + 100 * i), Duration.ofMillis(5_001 + 100 * i));
    }
    assertThat(control.state(now).counts().ignoredHints()).isEqualTo(20);
    assertThat(control.state(now).counts().ignoringClients()).isOne();
    assertThat(control.state(now).slots().outstanding()).isEqualTo(2);
    // It has pushed nobody back.
    assertThat(later(control, "honest").retryAfter())
        .isBetween(Duration.ofSeconds(4), Duration.ofMillis(6_001));
  }

  @Test
  void resumesComeFirst() {
    AdmissionControl control = control(LoginRate.of(10), 500);
    use(control, 5, now);
    for (int i = 0; i < 200; i++) {
      later(control, "dev-" + i);
    }
    Decision.Later resumed = (Decision.Later) control.ask("resumes", true, now);
    assertThat(resumed.retryAfter()).isLessThan(Duration.ofSeconds(4));
    now += 100 * MS;
    assertThat(admitted(control.ask("resumes-too", true, now))).isTrue();
    assertThat(control.state(now).counts().resumes()).isOne();
  }

  @Test
  void boundsLoginsInFlightAlsoWithoutARate() {
    AdmissionControl control = control(LoginRate.OFF, 2);
    assertThat(admitted(control.ask("a", false, now))).isTrue();
    assertThat(admitted(control.ask("b", false, now))).isTrue();
    Decision.Later later = later(control, "c");
    assertThat(later.why()).isEqualTo(Decision.Why.IN_FLIGHT);
    assertThat(later.detail()).contains("2 of 2").contains("login.in-flight-max");
    assertThat(later.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofMillis(5_001));
    control.left();
    assertThat(admitted(control.ask("c", false, now))).isTrue();
    assertThat(control.state(now).inFlight()).isEqualTo(2);
  }

  @Test
  void anotherRateHoldsAtOnceAndReckonsTheQueueAnew() {
    AdmissionControl control = control(LoginRate.of(10), 500);
    use(control, 5, now);
    for (int i = 0; i < 1_000; i++) {
      later(control, "dev-" + i);
    }
    control.admit(LoginRate.of(1_000), now);
    assertThat(control.state(now).perSecond()).isEqualTo(1_000);
    assertThat(later(control, "new").retryAfter()).isLessThan(Duration.ofSeconds(4));
    control.admit(LoginRate.OFF, now);
    assertThat(admitted(control.ask("anybody", false, now))).isTrue();
    assertThat(control.state(now).perSecond()).isZero();
  }

  @Test
  void tellsNobodyATimeBeyondAnHourNorKeepsMoreThanItsBound() {
    AdmissionControl control = control(LoginRate.of(1), 500);
    use(control, 2, now);
    for (int i = 0; i < 20_000; i++) {
      assertThat(later(control, "dev-" + i).retryAfter()).isLessThan(Duration.ofMinutes(61));
    }
    assertThat(control.state(now).slots().outstanding()).isLessThanOrEqualTo(3_600);
  }
}
