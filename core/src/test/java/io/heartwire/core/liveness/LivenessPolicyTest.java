package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.core.liveness.LivenessPolicy.PingWhen;
import io.heartwire.core.liveness.LivenessPolicy.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LivenessPolicyTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @ParameterizedTest // the table of parameters in detection.md
  @CsvSource({
    "50000, 150000, 58000, 165000",
    "1000, 4000, 1650, 5000",
    "1000, 2000, 1333, 3000",
    "5000, 15000, 6250, 20000",
    "15000, 30000, 17750, 45000",
    "60000, 120000, 69500, 135000",
    "100, 200, 133, 300"
  })
  void aServerSuspectsAndWaitsInProportion(long interval, long timeout, long suspect, long frozen) {
    LivenessPolicy policy =
        LivenessPolicy.server(Duration.ofMillis(interval), Duration.ofMillis(timeout));

    assertThat(policy.suspectAfter().toMillis()).isEqualTo(suspect);
    assertThat(policy.frozenAfter().toMillis()).isEqualTo(frozen);
    assertThat(policy.interval()).hasMillis(interval);
    assertThat(policy.timeout()).hasMillis(timeout);
    assertThat(policy.pingWhen()).isEqualTo(PingWhen.NEVER);
    assertThat(policy.verdict()).isEqualTo(Verdict.SILENCE);
    assertThat(policy.frameDeadline()).hasSeconds(30);
    assertThat(policy.loginDeadline()).isZero();
    assertThat(policy.idleTimeout()).isZero();
    assertThat(policy.check()).isTrue();
    assertThat(policy.trustAcks()).isTrue();
  }

  @Test
  void aClientPingsWhenIdleAndJudgesByPongs() {
    LivenessPolicy policy = LivenessPolicy.client(Duration.ofSeconds(20));

    assertThat(policy.interval()).hasSeconds(20);
    assertThat(policy.pingWhen()).isEqualTo(PingWhen.EITHER_IDLE);
    assertThat(policy.verdict()).isEqualTo(Verdict.PONGS);
    assertThat(policy.frameDeadline()).isZero();
    assertThat(policy.check()).isTrue();
  }

  @Test
  void beforeTheLoginOnlyDeadlinesHold() {
    LivenessPolicy policy = LivenessPolicy.login(Duration.ofSeconds(10), Duration.ofSeconds(7));

    assertThat(policy.check()).isFalse();
    assertThat(policy.loginDeadline()).hasSeconds(10);
    assertThat(policy.frameDeadline()).hasSeconds(7);
  }

  @Test
  void eachCopyChangesOneThing() {
    LivenessPolicy policy = LivenessPolicy.server(SECOND, Duration.ofSeconds(4));

    assertThat(policy.withCheck(false).check()).isFalse();
    assertThat(policy.withCheck(false).withCheck(true)).isEqualTo(policy);
    assertThat(policy.withTrustAcks(false).trustAcks()).isFalse();
    assertThat(policy.withTrustAcks(false).withTrustAcks(true)).isEqualTo(policy);
    assertThat(policy.withPingWhen(PingWhen.FIXED).pingWhen()).isEqualTo(PingWhen.FIXED);
    assertThat(policy.withPingWhen(PingWhen.FIXED).withPingWhen(PingWhen.NEVER)).isEqualTo(policy);
    assertThat(policy.withIdleTimeout(SECOND).idleTimeout()).isEqualTo(SECOND);
    assertThat(policy.withIdleTimeout(SECOND).withIdleTimeout(Duration.ZERO)).isEqualTo(policy);
    assertThat(policy.withFrameDeadline(SECOND).frameDeadline()).isEqualTo(SECOND);
    assertThat(policy.withFrameDeadline(SECOND).withFrameDeadline(Duration.ofSeconds(30)))
        .isEqualTo(policy);
  }

  @Test
  void aCopyKeepsWhatIsNotChanged() {
    LivenessPolicy odd =
        new LivenessPolicy(
            SECOND,
            Duration.ofSeconds(4),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            PingWhen.FIXED,
            Verdict.PONGS,
            Duration.ofSeconds(6),
            Duration.ofSeconds(7),
            Duration.ofSeconds(8),
            false,
            false,
            Duration.ofSeconds(3),
            true);

    assertThat(odd.withHeld(true)).isEqualTo(odd);
    assertThat(odd.withCheck(false)).isEqualTo(odd);
    assertThat(odd.withTrustAcks(false)).isEqualTo(odd);
    assertThat(odd.withTimeout(odd.timeout(), odd.frozenAfter())).isEqualTo(odd);
  }

  @Test // trap 24
  void refusesATimeoutBelowTwoIntervals() {
    assertThat(LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(100))).isNotNull();
    assertThatThrownBy(
            () -> LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofMillis(99_999)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "liveness.timeout (99999ms) must be at least twice liveness.interval (50s):"
                + " raise it, or lower the interval");
  }

  @Test
  void refusesAnIntervalBelowATenthOfASecond() {
    assertThat(LivenessPolicy.client(Duration.ofMillis(100))).isNotNull();
    assertThatThrownBy(() -> LivenessPolicy.client(Duration.ofMillis(99)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("liveness.interval (99ms) must be at least 100ms: raise it");
  }

  @Test
  void refusesTimesBeyondAWeekAndBelowZero() {
    LivenessPolicy policy = LivenessPolicy.server(SECOND, Duration.ofSeconds(4));
    assertThat(policy.withIdleTimeout(Duration.ofDays(7)).idleTimeout()).hasDays(7);
    assertThatThrownBy(() -> policy.withIdleTimeout(Duration.ofDays(7).plusMillis(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("liveness times are at most 604800s, but one is 604800001ms: lower it");
    assertThatThrownBy(() -> policy.withFrameDeadline(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("liveness times are not negative, but one is -1ms: raise it");
  }

  @Test
  void aTimeoutOfAWeekIsAllowed() {
    LivenessPolicy policy = LivenessPolicy.server(Duration.ofHours(1), Duration.ofDays(7));

    assertThat(policy.frozenAfter()).hasDays(7);
  }

  @ParameterizedTest
  @CsvSource({"0, 4000, 5000", "4001, 4000, 5000", "1500, 4000, 3999"})
  void refusesTimesThatAreOutOfOrder(long suspect, long timeout, long frozen) {
    assertThatThrownBy(() -> policy(suspect, timeout, frozen))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a peer is suspected (")
        .hasMessageEndingWith(": put them in order");
  }

  @Test
  void allowsTimesThatAreEqual() {
    assertThat(policy(4_000, 4_000, 4_000).timeout()).hasSeconds(4);
  }

  private static LivenessPolicy policy(long suspect, long timeout, long frozen) {
    return new LivenessPolicy(
        SECOND,
        Duration.ofMillis(timeout),
        Duration.ofMillis(suspect),
        Duration.ofMillis(frozen),
        PingWhen.NEVER,
        Verdict.SILENCE,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        true,
        true,
        Duration.ZERO,
        false);
  }

  @Test
  void callsASilentPeerStaleBeforeItIsDead() {
    LivenessPolicy policy = policy(2_000, 4_000, 5_000).withStaleAfter(Duration.ofSeconds(3));
    assertThat(policy.isStale(Duration.ofMillis(2_999))).isFalse();
    assertThat(policy.isStale(Duration.ofSeconds(3))).isTrue();
    assertThat(policy.withCheck(false).isStale(Duration.ofSeconds(3))).isFalse();
    assertThat(policy.withStaleAfter(Duration.ZERO).isStale(Duration.ofSeconds(3))).isFalse();
    assertThatThrownBy(() -> policy.withStaleAfter(Duration.ofSeconds(4)))
        .hasMessageContainingAll("liveness.stale-after (4s)", "less than liveness.timeout (4s)");
  }
}
