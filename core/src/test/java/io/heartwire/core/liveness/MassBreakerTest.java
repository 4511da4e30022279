package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.core.liveness.MassBreaker.Decision;
import io.heartwire.core.liveness.MassBreaker.Mode;
import io.heartwire.core.liveness.MassBreaker.Settings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The breaker alone: who trips it, what it holds, when it lets go. */
class MassBreakerTest extends BreakerFixture {
  @ParameterizedTest
  @CsvSource({"10, 8", "133, 8", "200, 12", "1000, 60"})
  void aGroupTripsAboveEightOrSixPercent(int members, int limit) {
    join(10_000);
    Cohort cohort = join(members, "listener:tcp");
    suspect(cohort, limit);
    assertThat(breaker.incident()).isEmpty();
    assertThat(decide(cohort)).isEqualTo(Decision.PASS);
    breaker.suspected(cohort);

    assertThat(breaker.incident()).contains("mass-1");
    assertThat(decide(cohort)).isEqualTo(Decision.HOLD);
    assertThat(breaker.heldInAll()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"30, 20", "600, 20", "1000, 30", "10000, 300"})
  void theNodeTripsAboveTwentyOrThreePercent(int members, int limit) {
    Cohort cohort = join(members);
    suspect(cohort, limit);
    assertThat(breaker.incident()).isEmpty();
    breaker.suspected(cohort);

    assertThat(breaker.incident()).contains("mass-1");
    assertThat(breaker.unanswered()).isEqualTo(limit + 1);
    assertThat(breaker.members()).isEqualTo(members);
  }

  @Test
  void aLoneVerdictOfAnUntouchedGroupPasses() {
    Cohort hit = join(100, "source:10.0.0.0/24");
    Cohort well = join(2_000, "source:10.0.1.0/24");
    suspect(hit, 9);

    assertThat(decide(hit)).isEqualTo(Decision.HOLD);
    assertThat(decide(well)).isEqualTo(Decision.PASS);
    assertThat(breaker.heldInAll()).isEqualTo(1);
  }

  @Test
  void oneOfSeveralOpenGroupsIsEnoughToHold() {
    Cohort first = join(100, "listener:a", "source:x");
    Cohort second = join(1_000, "listener:a", "source:y");
    suspect(first, 9);

    assertThat(decide(first)).isEqualTo(Decision.HOLD);
    assertThat(decide(second)).isEqualTo(Decision.PASS);
  }

  @Test
  void aGroupThatAlwaysHasSuspectsTripsAtASurpriseOnly() {
    Cohort cohort = join(60, "a");
    join(10_000);
    // A mean of six for an hour: the limit is 6 + 6 sqrt(7) = 21.9.
    suspect(cohort, 6);
    pass(36_000);
    suspect(cohort, 15);
    assertThat(breaker.incident()).isEmpty();
    breaker.suspected(cohort);

    assertThat(breaker.incident()).isPresent();
  }

  @Test
  void theMeanIsThatOfTenMinutes() {
    Cohort cohort = join(60, "a");
    join(10_000);
    suspect(cohort, 6);
    // 6 (1 - 1/e) = 3.79 after one window: 3.79 + 6 sqrt(4.79) = 16.9.
    pass(6_001);
    suspect(cohort, 10);
    assertThat(breaker.incident()).isEmpty();
    breaker.suspected(cohort);

    assertThat(breaker.incident()).isPresent();
  }

  @Test
  void theMeanStandsStillWhileTheGroupIsOpen() {
    Cohort cohort = join(60, "a");
    join(10_000);
    suspect(cohort, 30);
    pass(12_000);
    clear(cohort, 30);
    pass(102);
    assertThat(breaker.incident()).isEmpty();
    suspect(cohort, 9);

    assertThat(breaker.incident()).isPresent();
  }

  @Test
  void ticksThatComeTooOftenChangeNothing() {
    Cohort cohort = join(60, "a");
    join(10_000);
    suspect(cohort, 6);
    breaker.tick(now);
    for (int i = 0; i < 10_000; i++) {
      breaker.tick(now + SECOND / 10 - 1);
    }
    suspect(cohort, 3);

    assertThat(breaker.incident()).isPresent();
  }

  @Test
  void closesAfterTenSecondsBelowHalfOfTheLimitItTrippedAt() {
    Cohort cohort = join(60, "a");
    join(10_000);
    suspect(cohort, 9);
    pass(10);
    clear(cohort, 5);
    // Four of eight is half, not below.
    pass(300);
    assertThat(breaker.incident()).isPresent();
    clear(cohort, 1);
    pass(100);
    assertThat(breaker.incident()).isPresent();
    pass(1);
    assertThat(breaker.incident()).isEmpty();
    assertThat(decide(cohort)).isEqualTo(Decision.PASS);

    assertThat(events).hasSize(2);
    assertThat(events.get(0)).isInstanceOf(BreakerEvent.Opened.class);
    assertThat(events.get(1)).isInstanceOf(BreakerEvent.Closed.class);
    assertThat(events.get(0).incident()).isEqualTo("mass-1");
    assertThat(events.get(0).why())
        .isEqualTo(
            "9 of 60 connections of a are unanswered, more than the limit of 8: "
                + "verdicts are held for up to 60s");
    assertThat(events.get(1).why()).isEqualTo("a answers again: 3 of 60 unanswered");
    assertThat(events.get(0).extent()).isEqualTo(new BreakerEvent.Extent("a", 9, 60, 8));
    assertThat(events.get(1).extent()).isEqualTo(new BreakerEvent.Extent("a", 3, 60, 8));
  }

  @Test
  void theSettlingTimeBeginsAgainWhenItGetsWorse() {
    Cohort cohort = join(60, "a");
    join(10_000);
    suspect(cohort, 9);
    clear(cohort, 9);
    pass(90);
    suspect(cohort, 5);
    pass(1);
    clear(cohort, 5);
    pass(100);
    assertThat(breaker.incident()).isPresent();
    pass(1);

    assertThat(breaker.incident()).isEmpty();
  }

  @Test
  void severalGroupsAreOneIncident() {
    Cohort cohort = join(200, "a", "b");
    suspect(cohort, 21);
    pass(1);

    assertThat(breaker.incidents()).isEqualTo(1);
    assertThat(events).hasSize(3);
    assertThat(events.get(0)).isInstanceOf(BreakerEvent.Opened.class);
    assertThat(events.subList(1, 3)).allMatch(e -> e instanceof BreakerEvent.Widened);
    assertThat(events).allMatch(e -> e.incident().equals("mass-1"));
    assertThat(breaker.why()).hasValueSatisfying(why -> assertThat(why).contains("of node"));
    clear(cohort, 21);
    pass(101);
    assertThat(events).hasSize(4);
    assertThat(events.get(3)).isInstanceOf(BreakerEvent.Closed.class);
    assertThat(breaker.why()).isEmpty();
    suspect(cohort, 21);

    assertThat(breaker.incident()).contains("mass-2");
    assertThat(breaker.latestIncident()).contains("mass-2");
  }

  @Test
  void theReasonIsTheGroupThatIsHitHardestUnlessItIsTheNode() {
    join(10_000);
    Cohort few = join(100, "few");
    Cohort many = join(200, "many");
    suspect(few, 9);
    suspect(many, 13);

    assertThat(breaker.why()).get().asString().startsWith("13 of 200 connections of many");
  }

  @Test
  void theHoldRunsFromTheFirstVerdictHeldAndNotFromTheTrip() {
    Cohort cohort = join(100, "a");
    suspect(cohort, 9);
    pass(300);
    assertThat(breaker.mayRelease(cohort, now)).isFalse();
    decide(cohort);
    pass(300);
    decide(cohort);
    pass(299);
    assertThat(breaker.mayRelease(cohort, now)).isFalse();
    pass(1);

    assertThat(breaker.mayRelease(cohort, now)).isTrue();
  }

  @Test
  void aHeldVerdictMayFallOnceItsGroupIsClosed() {
    Cohort cohort = join(100, "a");
    suspect(cohort, 9);
    decide(cohort);
    clear(cohort, 9);
    pass(50);
    assertThat(breaker.mayRelease(cohort, now)).isFalse();
    pass(52);

    assertThat(breaker.mayRelease(cohort, now)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"100, 50", "1000, 50", "4000, 200"})
  void releasesFivePercentASecondAndAtLeastFifty(int members, int perSecond) {
    Cohort cohort = join(members, "a");
    suspect(cohort, members);
    decide(cohort);
    pass(610);
    int released = 0;
    for (int i = 0; i < 1_000; i++) {
      now += SECOND / 100;
      while (breaker.mayRelease(cohort, now)) {
        released++;
      }
    }

    assertThat(released).isBetween(10 * perSecond - 2, 10 * perSecond + 2);
  }

  @ParameterizedTest
  @CsvSource({"30", "999", "1000", "4000"})
  void hasReleasedTheLastHeldVerdictWithinItsLongestDelay(int members) {
    Settings settings = new Settings(Mode.HOLD, Duration.ofSeconds(5));
    breaker = new MassBreaker(settings);
    Cohort cohort = join(members, "a");
    suspect(cohort, members);
    decide(cohort);
    long heldSince = now;
    int held = members;
    while (held > 0) {
      now += SECOND / 100;
      while (held > 0 && breaker.mayRelease(cohort, now)) {
        held--;
      }
    }

    assertThat(Duration.ofNanos(now - heldSince)).isLessThanOrEqualTo(settings.longestDelay());
    assertThat(settings.longestDelay()).hasSeconds(25);
  }

  @Test
  void delaysNothingUnlessItHolds() {
    assertThat(new Settings(Mode.SHADOW, Duration.ofSeconds(60)).longestDelay()).isZero();
    assertThat(new Settings(Mode.OFF, Duration.ofSeconds(60)).longestDelay()).isZero();
    // Also with the shortest hold the release is paced.
    assertThat(new Settings(Mode.HOLD, Duration.ZERO).longestDelay()).hasSeconds(20);
  }

  @Test
  void savesUpAFifthOfASecondAndNoMore() {
    Cohort cohort = join(1_000, "a");
    suspect(cohort, 1_000);
    decide(cohort);
    pass(610);
    assertThat(breaker.mayRelease(cohort, now)).isTrue();
    assertThat(breaker.mayRelease(cohort, now)).isFalse();
    now += 60 * SECOND;
    int released = 0;
    while (breaker.mayRelease(cohort, now)) {
      released++;
    }

    assertThat(released).isEqualTo(10);
  }

  @Test
  void eachIncidentStartsItsReleaseAnewAtItsOwnPace() {
    Cohort cohort = join(1_000, "a");
    suspect(cohort, 1_000);
    decide(cohort);
    pass(610);
    assertThat(breaker.mayRelease(cohort, now)).isTrue();
    clear(cohort, 1_000);
    pass(102);
    suspect(cohort, 1_000);
    decide(cohort);
    assertThat(breaker.mayRelease(cohort, now)).isFalse();
    pass(601);

    assertThat(breaker.mayRelease(cohort, now)).isTrue();
    assertThat(breaker.mayRelease(cohort, now)).isFalse();
  }

  @Test
  void inShadowItSaysWhatItWouldDoAndDoesNothing() {
    breaker = new MassBreaker(new Settings(Mode.SHADOW, Duration.ofSeconds(30)));
    Cohort cohort = join(100, "a");
    suspect(cohort, 9);
    assertThat(decide(cohort)).isEqualTo(Decision.PASS);
    pass(1);

    assertThat(breaker.heldInAll()).isEqualTo(1);
    assertThat(breaker.incidents()).isEqualTo(1);
    assertThat(events.get(0).why()).endsWith("verdicts would be held for up to 30s");
  }

  @Test
  void turnedOffItNeverOpens() {
    breaker = MassBreaker.off();
    Cohort cohort = join(100, "a");
    suspect(cohort, 100);
    pass(10);

    assertThat(decide(cohort)).isEqualTo(Decision.PASS);
    assertThat(breaker.incident()).isEmpty();
    assertThat(breaker.latestIncident()).isEmpty();
    assertThat(breaker.why()).isEmpty();
    assertThat(events).isEmpty();
    assertThat(breaker.settings()).isEqualTo(new Settings(Mode.OFF, Duration.ZERO));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 301})
  void aHoldIsZeroToFiveMinutes(long seconds) {
    assertThatThrownBy(() -> new Settings(Mode.HOLD, Duration.ofSeconds(seconds)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("breaker.hold (" + seconds + "s) must be 0s to 300s: change it");
    assertThat(new Settings(Mode.HOLD, Duration.ofSeconds(300)).hold()).hasSeconds(300);
    assertThat(new Settings(Mode.HOLD, Duration.ZERO).hold()).isZero();
  }
}
