package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections that come, change and go: nothing is left of them. */
class SlotsTest {
  private static final LivenessPolicy POLICY =
      LivenessPolicy.server(Duration.ofSeconds(1), Duration.ofSeconds(4));

  private final MassBreaker breaker = new MassBreaker(MassBreaker.Settings.DEFAULT);
  private final Loop loop = new Loop(breaker);

  @Test
  void aNumberIsGivenAgainWithNothingOfItsFormerOwner() {
    int first = loop.connect(POLICY);
    loop.table.frameOpen(first, true);
    loop.run(2_000);
    assertThat(loop.state(first)).isEqualTo(LivenessState.SUSPECT);
    loop.disconnect(first);
    assertThat(loop.table.suspects()).isZero();
    assertThat(loop.table.peer(first)).isNull();
    assertThat(loop.state(first)).isEqualTo(LivenessState.FREE);
    int second = loop.connect(POLICY.withFrameDeadline(Duration.ofSeconds(1)));
    loop.run(1_600);

    assertThat(second).isEqualTo(first);
    assertThat(loop.table.peer(second)).isNotNull();
    assertThat(loop.state(second)).isEqualTo(LivenessState.ALIVE);
    assertThat(loop.deaths()).isEmpty();
    assertThat(loop.probes(first)).hasSize(1);
  }

  @Test // trap 36
  void removingTwiceIsRemovingOnce() {
    int slot = loop.connect(POLICY);
    int other = loop.connect(POLICY);
    loop.table.remove(slot);
    loop.table.remove(slot);

    assertThat(loop.table.live()).isEqualTo(1);
    assertThat(loop.connect(POLICY)).isEqualTo(slot);
    assertThat(loop.connect(POLICY)).isNotIn(slot, other);
  }

  @Test
  void growsWithoutForgettingAnybody() {
    List<Integer> slots = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      loop.run(10);
      slots.add(loop.connect(POLICY.withIdleTimeout(Duration.ofMillis(10_000 + i))));
    }

    assertThat(slots).doesNotHaveDuplicates();
    assertThat(loop.table.live()).isEqualTo(300);
    assertThat(loop.table.capacity()).isEqualTo(300);
    for (int i = 140; i < 300; i++) {
      assertThat(loop.table.silenceMs(slots.get(i))).isEqualTo((299 - i) * 10L);
      assertThat(loop.table.policyAt(slots.get(i)).idleTimeout().toMillis()).isEqualTo(10_000 + i);
    }
  }

  @Test
  void theSinkMayRemoveAndAddWhileASweepRuns() {
    for (int i = 0; i < 100; i++) {
      loop.connect(POLICY);
    }
    int[] added = {0};
    loop.onAction =
        (slot, action) -> {
          if (action instanceof Action.Probe && added[0] < 500) {
            added[0]++;
            loop.disconnect((slot + 1) % 100);
            loop.disconnect(slot);
            loop.connect(POLICY);
          }
        };
    loop.run(200_000);

    assertThat(added[0]).isGreaterThan(50);
    assertThat(loop.table.live()).isZero();
    assertThat(loop.table.suspects()).isZero();
    assertThat(breaker.members()).isZero();
    assertThat(breaker.unanswered()).isZero();
  }

  @Test
  void aConnectionMayLeaveWhenItIsAskedASecondTime() {
    int slot = loop.connect(POLICY);
    loop.kernel(slot).acknowledges = true;
    loop.onAction =
        (s, action) -> {
          if (action instanceof Action.Probe && loop.probes(slot).size() == 2) {
            loop.disconnect(slot);
          }
        };
    loop.run(10_000);

    assertThat(loop.deaths()).isEmpty();
    assertThat(loop.table.live()).isZero();
    assertThat(loop.table.suspects()).isZero();
  }

  @Test
  void turningTheCheckOffClearsAndTurningItOnSuspectsAgain() {
    int slot = loop.connect(POLICY);
    loop.run(3_000);
    assertThat(breaker.unanswered()).isEqualTo(1);
    loop.table.policy(slot, POLICY.withCheck(false));
    assertThat(loop.state(slot)).isEqualTo(LivenessState.ALIVE);
    assertThat(breaker.unanswered()).isZero();
    loop.run(60_000);
    assertThat(loop.deaths()).isEmpty();
    loop.table.policy(slot, POLICY);
    loop.run(1_200);

    assertThat(loop.deaths(slot)).containsExactly(64_200L);
    assertThat(loop.probes(slot)).containsExactly(1_660L, 63_010L);
  }

  @Test
  void theSamePolicyAgainChangesNothing() {
    int slot = loop.connect(POLICY);
    loop.run(3_000);
    loop.table.policy(slot, LivenessPolicy.server(Duration.ofSeconds(1), Duration.ofSeconds(4)));

    assertThat(loop.state(slot)).isEqualTo(LivenessState.SUSPECT);
  }

  @Test
  void aShorterTimeoutIsGivenInFullFromTheChangeOn() {
    int slot = loop.connect(LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(150)));
    loop.run(20_000);
    loop.table.policy(slot, POLICY);
    loop.run(3_900);
    assertThat(loop.deaths(slot)).isEmpty();
    loop.run(1_300);

    assertThat(loop.deaths(slot))
        .singleElement()
        .satisfies(at -> assertThat(at).isBetween(24_000L, 25_200L));
    assertThat(loop.table.shortestIntervalMs()).isEqualTo(1_000);
  }

  @Test
  void whoeverChangesGroupsIsCountedInTheNewOnes() {
    int slot = loop.connect(POLICY, "listener:a");
    loop.run(3_000);
    loop.table.regroup(slot);
    assertThat(breaker.unanswered()).isZero();
    assertThat(loop.state(slot)).isEqualTo(LivenessState.ALIVE);
    int well = loop.connect(POLICY);
    loop.table.regroup(well);

    assertThat(loop.state(well)).isEqualTo(LivenessState.ALIVE);
  }

  @Test
  void regroupingTheDeadDoesNotReviveThem() {
    loop.removesTheDead = false;
    int slot = loop.connect(POLICY);
    loop.run(5_000);
    loop.table.regroup(slot);
    loop.table.policy(slot, POLICY.withCheck(false));

    assertThat(loop.state(slot)).isEqualTo(LivenessState.DEAD);
  }

  @Test
  void aConnectionCostsAtMostThirtyTwoBytes() {
    assertThat(Slots.BYTES_PER_SLOT).isLessThanOrEqualTo(32);
  }
}
