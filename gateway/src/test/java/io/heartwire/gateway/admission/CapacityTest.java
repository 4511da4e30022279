package io.heartwire.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CapacityTest {
  private static final long SECOND = 1_000_000_000L;

  private long now = Long.MAX_VALUE;
  private final Capacity capacity = new Capacity(SECOND, now);

  /** One second with so many logins that take so long. */
  private void second(int logins, int slow) {
    for (int i = 0; i < logins; i++) {
      capacity.began(false, now);
    }
    now += SECOND;
    for (int i = 0; i < logins; i++) {
      capacity.answered(i < slow ? now - 1_100_000_000L : now - 50_000_000L, now);
    }
    capacity.evaluate(0, now);
  }

  @Test
  void growsByFivePercentASecondWhileSoManyCome() {
    second(1_500, 0);
    assertThat(capacity.perSecond()).isCloseTo(Capacity.START * 1.05, Offset.offset(0.1));
    second(1_500, 0);
    assertThat(capacity.perSecond()).isCloseTo(Capacity.START * 1.05 * 1.05, Offset.offset(0.1));
  }

  @Test
  void doesNotTakeSilenceForStrength() {
    for (int i = 0; i < 100; i++) {
      second(3, 0);
    }
    now += 10_000 * SECOND;
    capacity.evaluate(0, now);
    assertThat(capacity.perSecond()).isEqualTo(Capacity.START);
  }

  @Test
  void fallsByThreeTenthsWhenMoreThanOneInAHundredIsSlow() {
    second(200, 2);
    assertThat(capacity.perSecond()).isGreaterThanOrEqualTo(Capacity.START);
    double before = capacity.perSecond();
    second(200, 3);
    assertThat(capacity.perSecond()).isCloseTo(before * 0.7, Offset.offset(0.1));
    assertThat(capacity.p99Ms()).isBetween(1_000L, 1_400L);
  }

  @Test
  void logInsFromBeforeTheCutDoNotCutItAgain() {
    second(200, 200);
    double after = capacity.perSecond();
    now += SECOND;
    for (int i = 0; i < 200; i++) {
      capacity.answered(now - 5 * SECOND, now);
    }
    capacity.evaluate(200, now);
    assertThat(capacity.perSecond()).isGreaterThanOrEqualTo(after);
  }

  @Test
  void oneSlowLoginInACalmMinuteProvesNothing() {
    second(5, 1);
    second(5, 0);
    assertThat(capacity.perSecond()).isGreaterThanOrEqualTo(Capacity.START);
  }

  @Test
  void fallsWhenNothingIsAnsweredAtAll() {
    capacity.began(true, now);
    for (int i = 0; i < 3; i++) {
      now += SECOND;
      capacity.evaluate(1, now);
    }
    assertThat(capacity.perSecond()).isLessThan(Capacity.START);
    for (int i = 0; i < 30; i++) {
      now += SECOND;
      capacity.evaluate(1, now);
    }
    assertThat(capacity.perSecond()).isEqualTo(Capacity.LEAST);
  }

  @Test
  void returnsToWhereItBeganOnceLoginsAreAnsweredAgain() {
    for (int i = 0; i < 10; i++) {
      second(200, 200);
    }
    for (int i = 0; i < 100; i++) {
      second(1, 0);
    }
    assertThat(capacity.perSecond()).isCloseTo(Capacity.START, Offset.offset(Capacity.START / 10));
  }
}
