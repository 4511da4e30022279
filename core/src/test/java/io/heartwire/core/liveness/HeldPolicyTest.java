package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A policy that holds verdicts, and one that becomes shorter. Dead at 4 s. */
class HeldPolicyTest {
  private static final LivenessPolicy POLICY =
      LivenessPolicy.server(Duration.ofSeconds(1), Duration.ofSeconds(4));
  private static final LivenessPolicy HELD = POLICY.withHeld(true);

  private final Loop loop = new Loop();

  @Test
  void nobodyDiesWhileVerdictsAreHeldAndEachIsCountedOnce() {
    int unasked = loop.connect(HELD);
    int asked = loop.connect(HELD);
    loop.kernel(asked);
    loop.run(600_000);
    assertThat(loop.deaths()).isEmpty();
    assertThat(loop.table.heldBack()).isEqualTo(2);
    assertThat(loop.state(unasked)).isEqualTo(LivenessState.HELD);
    assertThat(loop.state(asked)).isEqualTo(LivenessState.HELD);
  }

  @Test
  void whoSpeaksIsAliveAgain() {
    int slot = loop.connect(HELD);
    loop.run(60_000);
    loop.heard(slot);
    loop.run(100);
    assertThat(loop.state(slot)).isEqualTo(LivenessState.ALIVE);
    assertThat(loop.table.suspects()).isZero();
  }

  @Test
  void afterwardsEachHasItsFullTimeout() {
    int held = loop.connect(HELD);
    int almost = loop.connect(HELD);
    loop.run(60_000);
    loop.heard(almost);
    loop.run(3_900);
    loop.table.policy(held, POLICY);
    loop.table.policy(almost, POLICY);
    loop.run(3_800);
    assertThat(loop.deaths()).isEmpty();
    loop.run(1_500);
    assertThat(loop.deaths()).hasSize(2);
    assertThat(loop.deaths().get(0).atMs()).isBetween(67_900L, 68_500L);
  }

  @Test
  void whatIsCertainIsSaidAllTheSame() {
    int slot = loop.connect(HELD);
    Kernel kernel = loop.kernel(slot);
    loop.run(60_000);
    kernel.state = SocketSnapshot.TcpState.CLOSED;
    loop.run(5_000);
    assertThat(loop.deaths()).hasSize(1);
  }

  @Test
  void aTimeoutThatBecomesShorterBeginsAnew() {
    int slot = loop.connect(POLICY.withMoreTime(Duration.ofSeconds(30)));
    loop.run(20_000);
    assertThat(loop.deaths()).isEmpty();
    loop.table.policy(slot, POLICY);
    loop.run(3_800);
    assertThat(loop.deaths()).isEmpty();
    loop.run(1_500);
    assertThat(loop.deaths()).hasSize(1);
  }

  @Test
  void aShorterTimeoutIsNoGiftToWhoIsNotNearIt() {
    int slot = loop.connect(POLICY.withMoreTime(Duration.ofSeconds(30)));
    loop.run(1_000);
    loop.table.policy(slot, POLICY);
    loop.run(4_100);
    assertThat(loop.deaths()).hasSize(1);
  }
}
