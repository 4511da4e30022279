package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlapScoreTest {
  private static final long SECOND = 1_000_000_000L;
  private static final LivenessPolicy POLICY =
      LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(150));

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE - 5 * SECOND})
  void threeQuickReturnsMakeAClientUnstable(long origin) {
    FlapScore score = FlapScore.none(origin);
    score = score.returned(SECOND, origin).returned(SECOND, origin);
    assertThat(score.unstable()).isFalse();
    score = score.returned(SECOND, origin);

    assertThat(score.unstable()).isTrue();
    assertThat(score.points()).isEqualTo(3);
    assertThat(score.at(origin + 300 * SECOND).points()).isCloseTo(1.5, within(1e-9));
    assertThat(score.at(origin + 300 * SECOND).atNanos()).isEqualTo(origin + 300 * SECOND);
  }

  @Test
  void pointsHalveEveryFiveMinutesAndBelowOneItIsStableAgain() {
    FlapScore score = new FlapScore(4, 0, (short) 4, true);

    assertThat(score.at(600 * SECOND).unstable()).isTrue();
    assertThat(score.at(600 * SECOND).points()).isEqualTo(1);
    assertThat(score.at(601 * SECOND).unstable()).isFalse();
  }

  @Test
  void unstableItStaysSoBelowThreePoints() {
    FlapScore score = new FlapScore(3, 0, (short) 3, true).returned(SECOND, 400 * SECOND);

    assertThat(score.points()).isBetween(2.0, 3.0);
    assertThat(score.unstable()).isTrue();
  }

  @Test
  void onlyAReturnWithinTwoMinutesCounts() {
    FlapScore none = FlapScore.none(0);

    assertThat(none.returned(120 * SECOND, SECOND).points()).isEqualTo(1);
    assertThat(none.returned(120 * SECOND + 1, SECOND).points()).isZero();
  }

  @Test
  void timeThatRunsBackwardsAddsNothing() {
    assertThat(new FlapScore(2, 0, (short) 2, false).at(-SECOND).points()).isEqualTo(2);
  }

  @Test
  void anUnstableClientHasHalfAsMuchPatienceAgain() {
    LivenessPolicy damped = new FlapScore(3, 0, (short) 3, true).damp(POLICY);

    assertThat(damped.timeout()).hasSeconds(225);
    assertThat(damped.frozenAfter()).hasSeconds(240);
    assertThat(damped.suspectAfter()).isEqualTo(POLICY.suspectAfter());
    assertThat(new FlapScore(2, 0, (short) 2, false).damp(POLICY)).isSameAs(POLICY);
  }

  @Test
  void patienceEndsAtTheLongestTimeAllowed() {
    LivenessPolicy slow = LivenessPolicy.server(Duration.ofHours(1), Duration.ofDays(5));
    LivenessPolicy damped = new FlapScore(3, 0, (short) 3, true).damp(slow);

    assertThat(damped.timeout()).isEqualTo(LivenessPolicy.MAX_TIME);
    assertThat(damped.frozenAfter()).isEqualTo(LivenessPolicy.MAX_TIME);
  }

  @Test
  void countsReturnsUntilItIsCalmAgain() {
    FlapScore score = FlapScore.none(0).returned(SECOND, 0).returned(SECOND, 0);
    assertThat(score.returned(SECOND, 0).returns()).isEqualTo((short) 3);
    assertThat(score.at(600 * SECOND).returns()).isEqualTo((short) 2);
    assertThat(score.at(601 * SECOND).returns()).isZero();
    FlapScore most = new FlapScore(3, 0, Short.MAX_VALUE, true).returned(SECOND, 0);
    assertThat(most.returns()).isEqualTo(Short.MAX_VALUE);
  }

  @Test
  void nothingMattersOnceThePointsAreGoneAndNoReturnWouldBeQuick() {
    assertThat(FlapScore.none(0).matters(120 * SECOND, SECOND)).isTrue();
    assertThat(FlapScore.none(0).matters(120 * SECOND + 1, SECOND)).isFalse();
    FlapScore one = new FlapScore(1, 0, (short) 1, false);
    assertThat(one.matters(1_900 * SECOND, 1_900 * SECOND)).isTrue();
    assertThat(one.matters(2_000 * SECOND, 2_000 * SECOND)).isFalse();
  }
}
