package io.heartwire.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostBreakerTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final HostBreaker breaker = new HostBreaker("example.org:443", new Random(4));
  private long now;

  private void fails(int times) {
    for (int i = 0; i < times; i++) {
      breaker.failed(now);
    }
  }

  /** Lets the cool-down pass; answers how long it was. */
  private long coolDown() {
    long wait = breaker.ask(now);
    assertThat(wait).isPositive();
    now += wait - 1;
    assertThat(breaker.ask(now)).isEqualTo(1);
    now++;
    return wait;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 1, Long.MIN_VALUE})
  void opensAfterFiveFailuresInARowAndLetsOneRequestTryAfterAWhile(long origin) {
    now = origin;
    fails(4);
    breaker.answered();
    fails(4);
    assertThat(breaker.ask(now)).isZero();
    fails(1);

    assertThat(breaker.state(now).state()).isEqualTo("open");
    assertThat(coolDown()).isBetween(2 * SECOND, 60 * SECOND);
    assertThat(breaker.ask(now)).as("the one on trial").isZero();
    assertThat(breaker.ask(now)).as("nobody else").isPositive();
    assertThat(breaker.state(now).state()).isEqualTo("trial");
    breaker.answered();
    assertThat(breaker.ask(now)).isZero();
    assertThat(breaker.state(now)).isEqualTo(state("closed", 0, 0, 1));
  }

  private static SinkState.Circuit state(String word, long leftMs, int failures, long opened) {
    return new SinkState.Circuit("example.org:443", word, leftMs, failures, opened);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 1})
  void aTrialThatFailsMakesItWaitLongerUpToABoundAndNeverTheSameTwice(long origin) {
    now = origin;
    fails(HostBreaker.FAILURES);
    long first = coolDown();
    long sum = 0;
    long longest = 0;
    for (int i = 0; i < 40; i++) {
      assertThat(breaker.ask(now)).isZero();
      breaker.failed(now);
      long wait = coolDown();
      assertThat(wait).isBetween(2 * SECOND, 60 * SECOND);
      longest = Math.max(longest, wait);
      sum += wait;
    }

    assertThat(first).isLessThan(10 * SECOND);
    assertThat(longest).isGreaterThan(30 * SECOND);
    assertThat(sum / 40).isBetween(15 * SECOND, 60 * SECOND);
    assertThat(breaker.state(now).opened()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 1})
  void aFailureThatWasUnderWayWhenItOpenedChangesNothingAndAnAbandonedTrialIsFree(long origin) {
    now = origin;
    fails(HostBreaker.FAILURES);
    long wait = breaker.ask(now);
    now += wait / 2;
    breaker.failed(now);
    assertThat(breaker.ask(now)).isEqualTo(wait - wait / 2);

    now += wait;
    assertThat(breaker.ask(now)).isZero();
    breaker.abandoned();
    assertThat(breaker.ask(now)).isZero();
  }
}
