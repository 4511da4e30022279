package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client of MQTT: dead after one and a half times its keep alive, and nobody can ask it. */
class KeepAliveTest {
  /** The detector's own step: a byte may have come at any time within it. */
  private static final long STEPS_MS = 3 * Loop.PERIOD_MS;

  private final Loop loop = new Loop();

  KeepAliveTest() {
    // No probe can be sent: a server may not send PINGREQ.
    loop.writable = false;
  }

  private static LivenessPolicy policy(long seconds) {
    return LivenessPolicy.keepAlive(Duration.ofSeconds(seconds), false);
  }

  private static LivenessPolicy strict(long seconds) {
    return LivenessPolicy.keepAlive(Duration.ofSeconds(seconds), true);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 60, 1_200, 65_535})
  void isDeadAfterOneAndAHalfTimesItsKeepAliveAndNotSooner(long seconds) {
    int slot = loop.connect(policy(seconds));
    loop.kernel(slot);
    loop.run(seconds * 1_500 - 1);
    assertThat(loop.deaths()).isEmpty();
    loop.run(STEPS_MS);

    assertThat(loop.verdict(slot).reason()).isEqualTo(DisconnectReason.SILENT);
  }

  @Test
  void isNotKeptAliveByAHostThatAcknowledges() {
    int slot = loop.connect(policy(10));
    Kernel kernel = loop.kernel(slot);
    for (int i = 0; i < 150; i++) {
      kernel.acked(loop.ms());
      loop.run(100);
    }
    loop.run(STEPS_MS);

    assertThat(loop.deaths(slot)).hasSize(1);
    assertThat(loop.deaths(slot).get(0)).isBetween(15_000L, 15_000L + STEPS_MS);
    assertThat(loop.verdict(slot).reason()).isEqualTo(DisconnectReason.CLIENT_FROZEN);
  }

  @Test
  void livesAsLongAsItSpeaksWithinItsKeepAliveAndHalfOfItMore() {
    int slot = loop.connect(policy(10));
    loop.kernel(slot);
    loop.beat(slot, 14_900, 14_900 * 40);

    assertThat(loop.deaths()).isEmpty();
  }

  @Test
  void isExcusedOurOwnStallUnlessItIsHeldToTheLetter() {
    int slot = loop.connect(policy(10));
    int held = loop.connect(strict(10));
    loop.kernel(slot);
    loop.kernel(held);
    loop.run(2_000);
    loop.block(6_000);
    loop.run(7_100);

    assertThat(loop.deaths(held)).hasSize(1);
    assertThat(loop.deaths(held).get(0)).isBetween(15_000L, 15_000L + STEPS_MS);
    assertThat(loop.deaths(slot)).isEmpty();
    loop.run(6_000);
    assertThat(loop.deaths(slot).get(0)).isBetween(20_700L, 21_000L + STEPS_MS);
  }

  @Test
  void hearsWhatCameDuringAStallBeforeItJudgesToTheLetter() {
    int slot = loop.connect(strict(10));
    loop.run(2_000);
    loop.block(20_000);
    loop.tickAndSweep();
    loop.heard(slot);
    loop.pass();
    loop.run(14_000);

    assertThat(loop.deaths()).isEmpty();
  }

  @Test
  void chargesAStallOnceEvenIfTheKernelGoesOnReceiving() {
    int slot = loop.connect(strict(10));
    loop.kernel(slot);
    loop.run(1_000);
    loop.block(3_000);
    loop.tickAndSweep();
    loop.pass();
    loop.table.stallSeenThrough();
    loop.run(10_900);

    assertThat(loop.deaths()).isEmpty();
    loop.run(100 + STEPS_MS);
    assertThat(loop.deaths(slot)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void isHeldInAMassOfVerdictsUnlessItIsHeldToTheLetter(boolean strict) {
    Loop mass = new Loop(new MassBreaker(MassBreaker.Settings.DEFAULT));
    mass.writable = false;
    for (int i = 0; i < 200; i++) {
      mass.kernel(mass.connect(LivenessPolicy.keepAlive(Duration.ofSeconds(10), strict), "all"));
    }
    mass.run(15_000 + STEPS_MS);

    assertThat(mass.deaths()).hasSize(strict ? 200 : 0);
    mass.run(120_000);
    assertThat(mass.deaths()).hasSize(200);
  }

  @Test
  void takesNoKeepAliveThatNobodyCouldKeep() {
    assertThatThrownBy(() -> LivenessPolicy.keepAlive(Duration.ofMillis(99), false))
        .hasMessageContaining("must be at least 100ms");
  }
}
