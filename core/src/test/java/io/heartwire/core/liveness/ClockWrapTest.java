package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The attentive clock wraps after 24.8 days; nobody may live or die by it. */
class ClockWrapTest {
  private static final LivenessPolicy POLICY =
      LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(150));
  private static final int SLOW_MS = 60_000;

  private final Loop loop = new Loop();

  @Test
  void findsTheSilentAfterSixtyDaysWithTheCheckOff() {
    int slot = loop.connect(POLICY.withCheck(false));
    loop.runSlowly(Duration.ofDays(30).toMillis(), SLOW_MS);

    loop.table.policy(slot, POLICY);
    loop.run(10_000);

    assertThat(loop.deaths(slot)).hasSize(1);
  }

  @Test
  void neverSuspectsWithTheCheckOffHoweverLongTheSilence() {
    int slot = loop.connect(POLICY.withCheck(false));
    long almost = Integer.MAX_VALUE - 5_000L;
    loop.runSlowly(almost, almost);
    // The age passes through the largest int here.
    loop.runSlowly(10_000, 1);

    assertThat(loop.inspections(slot)).isEmpty();
    assertThat(loop.deaths()).isEmpty();
  }

  @Test
  void givesNoIdleVerdictWithoutAnIdleTimeoutHoweverLongNothingIsSaid() {
    int slot = loop.connect(POLICY.withCheck(false).withPingWhen(LivenessPolicy.PingWhen.FIXED));
    long almost = Integer.MAX_VALUE - 5_000L;
    loop.runSlowly(almost, almost);
    loop.heard(slot);
    loop.runSlowly(10_000, 1);

    assertThat(loop.deaths(slot)).isEmpty();
  }

  @Test
  void findsTheSilentLongAfterTheLastStall() {
    loop.connect(POLICY.withCheck(false));
    loop.block(5_000);
    loop.run(1_000);
    loop.runSlowly(Duration.ofDays(30).toMillis(), SLOW_MS);

    int slot = loop.connect(POLICY);
    loop.run(160_000);

    assertThat(loop.deaths(slot)).hasSize(1);
  }

  @Test
  void aStallIsNotRememberedOnceTheClockHasGoneRound() {
    int slot = loop.connect(POLICY);
    loop.run(100);
    for (int i = 0; i < 5; i++) {
      loop.block(100_000);
      loop.run(10);
      loop.heard(slot);
    }
    long round = 1L << 32;
    for (long gone = 0; gone < round - 120_000; gone += 49_000) {
      loop.runSlowly(49_000, 49_000);
      loop.heard(slot);
    }
    for (int i = 0; i < 10; i++) {
      loop.runSlowly(49_000, 1_000);
      loop.heard(slot);
    }

    assertThat(loop.deaths()).isEmpty();
  }
}
