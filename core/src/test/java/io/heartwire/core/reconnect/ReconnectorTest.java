package io.heartwire.core.reconnect;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.reconnect.Attempt.Because;
import io.heartwire.core.reconnect.Attempt.Connect;
import io.heartwire.core.reconnect.Attempt.Stopped;
import io.heartwire.core.reconnect.Attempt.Wait;
import io.heartwire.core.reconnect.Reconnector.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReconnectorTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MINUTE = 60 * SECOND;
  private static final Disconnect RESET = Disconnect.of(DisconnectReason.RESET, "");
  private static final Ending LOST = Ending.of(RESET);

  private final Reconnector least = new Reconnector(ReconnectPolicy.standard(), new Extreme(false));
  private final Reconnector most = new Reconnector(ReconnectPolicy.standard(), new Extreme(true));

  // trap 42
  @Test
  void spreadsTheFirstAttemptOverASecond() {
    assertThat(least.start(7)).isEqualTo(new Wait(0, Because.FIRST));
    assertThat(most.start(7)).isEqualTo(new Wait(SECOND, Because.FIRST));
    assertThat(most.phase()).isEqualTo(Phase.WAITING);
  }

  @Test
  void startsOnce() {
    least.start(0);
    assertThat(least.start(0)).isEqualTo(Attempt.NONE);
    least.due(0);
    assertThat(least.start(0)).isEqualTo(Attempt.NONE);
    assertThat(least.due(0)).isEqualTo(Attempt.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {Long.MIN_VALUE, Long.MAX_VALUE - SECOND / 2, -SECOND / 2, 0, Long.MAX_VALUE})
  void answersATimerThatFiresEarlyWithTheRest(long origin) {
    most.start(origin);
    assertThat(most.due(origin + SECOND - 1)).isEqualTo(new Wait(1, Because.BACKOFF));
    assertThat(most.due(origin + SECOND)).isEqualTo(new Connect(1, 1));
    assertThat(most.phase()).isEqualTo(Phase.TRYING);
    assertThat(most.attemptId()).isEqualTo(1);
  }

  @Test
  void neverMakesAnAttemptBeforeItWasStartedOrAfterItStopped() {
    assertThat(least.due(0)).isEqualTo(Attempt.NONE);
    least.stop(RESET);
    assertThat(least.due(0)).isEqualTo(Attempt.NONE);
    assertThat(least.start(0)).isEqualTo(Attempt.NONE);
    assertThat(least.wake(0)).isEqualTo(Attempt.NONE);
  }

  @Test
  void waitsLongerAfterEachFailure() {
    long now = tried(most, 0);
    assertThat(most.ended(1, LOST, now)).isEqualTo(new Wait(3 * SECOND, Because.BACKOFF));
    now += 3 * SECOND;
    assertThat(most.due(now)).isEqualTo(new Connect(2, 2));
    assertThat(most.ended(2, LOST, now)).isEqualTo(new Wait(9 * SECOND, Because.BACKOFF));
    now += 9 * SECOND;
    assertThat(most.due(now)).isEqualTo(new Connect(3, 3));
    assertThat(most.ended(3, LOST, now)).isEqualTo(new Wait(27 * SECOND, Because.BACKOFF));
  }

  // trap 39
  @Test
  void countsOneEndHoweverManyReportsOfItCome() {
    long now = tried(most, 0);
    most.ended(1, LOST, now);
    assertThat(most.ended(1, LOST, now)).isEqualTo(Attempt.NONE);
    assertThat(most.ended(1, LOST, now + SECOND)).isEqualTo(Attempt.NONE);
    assertThat(most.due(now + 3 * SECOND)).isEqualTo(new Connect(2, 2));
    assertThat(most.ended(1, LOST, now + 3 * SECOND)).isEqualTo(Attempt.NONE);
    most.accepted(1, now + 3 * SECOND);
    assertThat(most.phase()).isEqualTo(Phase.TRYING);
    most.accepted(2, now + 3 * SECOND);
    assertThat(most.phase()).isEqualTo(Phase.ONLINE);
    assertThat(most.ended(1, LOST, now + 4 * SECOND)).isEqualTo(Attempt.NONE);
    assertThat(most.phase()).isEqualTo(Phase.ONLINE);
  }

  // trap 40
  @ParameterizedTest
  @ValueSource(
      longs = {Long.MIN_VALUE, Long.MAX_VALUE - 30 * SECOND, -30 * SECOND, 0, Long.MAX_VALUE})
  void startsAnewOnlyAfterASessionThatHeld(long origin) {
    long now = tried(most, origin);
    most.ended(1, LOST, now);
    now += 3 * SECOND;
    most.due(now);
    most.accepted(2, now);
    now += MINUTE - 1;
    assertThat(most.ended(2, LOST, now)).isEqualTo(new Wait(9 * SECOND, Because.BACKOFF));
    now += 9 * SECOND;
    assertThat(most.due(now)).isEqualTo(new Connect(3, 3));
    most.accepted(3, now);
    now += MINUTE;
    assertThat(most.ended(3, LOST, now)).isEqualTo(new Wait(SECOND, Because.FIRST));
    now += SECOND;
    assertThat(most.due(now)).isEqualTo(new Connect(4, 1));
    assertThat(most.ended(4, LOST, now)).isEqualTo(new Wait(3 * SECOND, Because.BACKOFF));
  }

  // trap 40
  @Test
  void doesNotStartAnewForAConnectionThatWasNeverAccepted() {
    long now = tried(most, 0);
    assertThat(most.ended(1, LOST, now + 10 * MINUTE))
        .isEqualTo(new Wait(3 * SECOND, Because.BACKOFF));
  }

  @Test
  void followsAHintAndSpreadsItByASecond() {
    Ending hint = LOST.withRetryAfter(Duration.ofMillis(90_500));
    long now = tried(least, 0);
    assertThat(least.ended(1, hint, now)).isEqualTo(new Wait(90_500_000_000L, Because.HINT));
    now = tried(most, 0);
    assertThat(most.ended(1, hint, now)).isEqualTo(new Wait(91_500_000_000L, Because.HINT));
    assertThat(most.due(now + 1)).isEqualTo(new Wait(91_500_000_000L - 1, Because.HINT));
  }

  @Test
  void followsAHintThatIsShorterThanTheBackoff() {
    long now = tried(least, 0);
    assertThat(least.ended(1, LOST.withRetryAfter(Duration.ofMillis(100)), now))
        .isEqualTo(new Wait(100_000_000L, Because.HINT));
  }

  @Test
  void followsAHintOfDaysForAnHour() {
    long now = tried(least, 0);
    assertThat(least.ended(1, LOST.withRetryAfter(Duration.ofDays(400)), now))
        .isEqualTo(new Wait(60 * MINUTE, Because.HINT));
  }

  @Test
  void comesBackLateWhenToldLaterWithoutATime() {
    Ending later = Ending.of(RESET, Advice.RETURN_LATER);
    assertThat(least.ended(1, later, tried(least, 0)))
        .isEqualTo(new Wait(30 * SECOND, Because.BACKOFF));
    assertThat(most.ended(1, later, tried(most, 0)))
        .isEqualTo(new Wait(60 * SECOND, Because.BACKOFF));
  }

  @Test
  void comesBackAfterTheHintWhenToldLaterWithATime() {
    Ending later = Ending.of(RESET, Advice.RETURN_LATER).withRetryAfter(Duration.ofSeconds(2));
    assertThat(least.ended(1, later, tried(least, 0)))
        .isEqualTo(new Wait(2 * SECOND, Because.HINT));
  }

  @Test
  void spreadsTheFirstAttemptAfterAMassEventByWhatWasAnnouncedButFifteenSecondsAtMost() {
    for (long[] announcedAndMost : new long[][] {{200, 200}, {8_000, 8_000}, {90_000, 15_000}}) {
      Ending mass = LOST.withSpread(Duration.ofMillis(announcedAndMost[0]));
      Reconnector early = new Reconnector(ReconnectPolicy.standard(), new Extreme(false));
      assertThat(early.ended(1, mass, held(early))).isEqualTo(new Wait(0, Because.FIRST));
      Reconnector late = new Reconnector(ReconnectPolicy.standard(), new Extreme(true));
      assertThat(late.ended(1, mass, held(late)))
          .isEqualTo(new Wait(announcedAndMost[1] * 1_000_000, Because.FIRST));
    }
  }

  @Test
  void waitsForTheLongerOfBackoffAndSpreadAfterAFailureInAMassEvent() {
    Ending mass = LOST.withSpread(Duration.ofSeconds(90));
    assertThat(most.ended(1, mass, tried(most, 0)))
        .isEqualTo(new Wait(15 * SECOND, Because.BACKOFF));
    assertThat(least.ended(1, mass, tried(least, 0))).isEqualTo(new Wait(SECOND, Because.BACKOFF));
  }

  // trap 46
  @Test
  void doesNotComeBackWhenToldNotTo() {
    long now = tried(least, 0);
    Disconnect why = Disconnect.of(DisconnectReason.TAKEN_OVER, "");
    assertThat(least.ended(1, Ending.of(why, Advice.DO_NOT_RETURN), now))
        .isEqualTo(new Stopped(why, false));
    assertThat(least.phase()).isEqualTo(Phase.STOPPED);
    assertThat(least.newCredential(now)).isEqualTo(Attempt.NONE);
    assertThat(least.due(now + MINUTE)).isEqualTo(Attempt.NONE);
    assertThat(least.ended(1, LOST, now)).isEqualTo(Attempt.NONE);
  }

  // trap 46
  @Test
  void obeysTheAdviceEvenWithAHint() {
    Ending end =
        Ending.of(RESET, Advice.DO_NOT_RETURN)
            .withRetryAfter(Duration.ofSeconds(1))
            .withEndpoints(List.of(new Endpoint("a", 1)));
    assertThat(least.ended(1, end, tried(least, 0))).isEqualTo(new Stopped(RESET, false));
  }

  // trap 46
  @Test
  void comesBackWithANewCredentialOnly() {
    long now = tried(most, 0);
    Ending refused = Ending.of(RESET, Advice.RETURN_WITH_NEW_CREDENTIAL);
    assertThat(most.ended(1, refused, now)).isEqualTo(new Stopped(RESET, true));
    assertThat(most.wake(now)).isEqualTo(Attempt.NONE);
    assertThat(most.newCredential(now)).isEqualTo(new Wait(SECOND, Because.FIRST));
    assertThat(most.newCredential(now)).isEqualTo(Attempt.NONE);
    assertThat(most.due(now + SECOND)).isEqualTo(new Connect(2, 2));
  }

  // trap 36
  @Test
  void stopsOnceFromAnyState() {
    assertThat(least.stop(RESET)).isEqualTo(new Stopped(RESET, false));
    assertThat(least.stop(RESET)).isEqualTo(Attempt.NONE);
    tried(most, 0);
    assertThat(most.stop(RESET)).isEqualTo(new Stopped(RESET, false));
    assertThat(most.ended(1, LOST, 0)).isEqualTo(Attempt.NONE);
    assertThat(most.phase()).isEqualTo(Phase.STOPPED);
  }

  @Test
  void stopsForGoodWhileItWantsACredential() {
    least.ended(1, Ending.of(RESET, Advice.RETURN_WITH_NEW_CREDENTIAL), tried(least, 0));
    assertThat(least.stop(RESET)).isEqualTo(new Stopped(RESET, false));
    assertThat(least.newCredential(0)).isEqualTo(Attempt.NONE);
    assertThat(least.stop(RESET)).isEqualTo(Attempt.NONE);
  }

  // trap 49
  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE - SECOND, -SECOND, 0})
  void shortensABackoffWhenWoken(long origin) {
    long now = tried(most, origin);
    most.ended(1, LOST, now);
    assertThat(most.wake(now + 2 * SECOND)).isEqualTo(Attempt.NONE);
    assertThat(most.wake(now + 2 * SECOND - 1)).isEqualTo(new Wait(SECOND, Because.WOKEN));
    assertThat(most.due(now + 3 * SECOND - 1)).isEqualTo(new Connect(2, 2));
    assertThat(most.wake(now + 3 * SECOND)).isEqualTo(Attempt.NONE);
  }

  @Test
  void doesNotShortenAHintWhenWoken() {
    long now = tried(most, 0);
    most.ended(1, LOST.withRetryAfter(Duration.ofMinutes(5)), now);
    assertThat(most.wake(now)).isEqualTo(Attempt.NONE);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE - SECOND, -SECOND, 0})
  void makesTenAttemptsAMinuteAtMost(long origin) {
    Ending atOnce = LOST.withRetryAfter(Duration.ZERO);
    least.start(origin);
    for (int i = 1; i <= 10; i++) {
      assertThat(least.due(origin + i)).isEqualTo(new Connect(i, i));
      Attempt next = least.ended(i, atOnce, origin + i);
      assertThat(next)
          .isEqualTo(i < 10 ? new Wait(0, Because.HINT) : new Wait(MINUTE - 9, Because.BUDGET));
    }
    assertThat(least.wake(origin + 20)).isEqualTo(Attempt.NONE);
    assertThat(least.due(origin + MINUTE)).isInstanceOf(Wait.class);
    assertThat(least.due(origin + MINUTE + 1)).isEqualTo(new Connect(11, 11));
    assertThat(least.ended(11, atOnce, origin + MINUTE + 1)).isEqualTo(new Wait(1, Because.BUDGET));
  }

  @Test
  void comesInTimeForATurnThatIsKeptThoughItsBudgetIsSpent() {
    long now = tried(least, 0);
    for (int i = 1; i < 10; i++) {
      now += ((Wait) least.ended(i, LOST, now)).delayNanos();
      least.due(now);
    }
    assertThat(least.ended(10, turnIn(2), now)).isEqualTo(new Wait(2 * SECOND, Because.HINT));
  }

  @Test
  void letsNoServerHurryItBeyondTwiceItsBudget() {
    long now = tried(least, 0);
    List<Long> attempts = new ArrayList<>();
    for (int i = 1; i <= 200; i++) {
      now += ((Wait) least.ended(i, turnIn(0), now)).delayNanos();
      least.due(now);
      attempts.add(now);
    }
    for (int i = 20; i < attempts.size(); i++) {
      assertThat(attempts.get(i) - attempts.get(i - 20)).isGreaterThanOrEqualTo(MINUTE);
    }
  }

  private static Ending turnIn(int seconds) {
    return Ending.of(LOST.why(), Advice.RETURN_LATER).withRetryAfter(Duration.ofSeconds(seconds));
  }

  // trap 41
  @Test
  void spreadsWhatTheBudgetAdds() {
    Ending atOnce = LOST.withRetryAfter(Duration.ZERO);
    long now = tried(most, 0);
    for (int i = 1; i < 10; i++) {
      assertThat(most.ended(i, atOnce, now)).isEqualTo(new Wait(SECOND, Because.HINT));
      now += SECOND;
      most.due(now);
    }
    assertThat(most.ended(10, atOnce, now))
        .isEqualTo(new Wait(MINUTE - 9 * SECOND + 15 * SECOND, Because.BUDGET));
  }

  /** Starts, and makes the first attempt; returns the time of it. */
  private static long tried(Reconnector reconnector, long origin) {
    Wait wait = (Wait) reconnector.start(origin);
    long now = origin + wait.delayNanos();
    assertThat(reconnector.due(now)).isInstanceOf(Connect.class);
    return now;
  }

  /** Starts, and holds a session for a minute; returns the end of it. */
  private static long held(Reconnector reconnector) {
    long now = tried(reconnector, 0);
    reconnector.accepted(1, now);
    return now + MINUTE;
  }
}
