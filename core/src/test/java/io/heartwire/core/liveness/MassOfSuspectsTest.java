package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Suspects by the thousand are looked at in turns, and nobody notices: dead at 4 s, frozen at 5 s.
 */
class MassOfSuspectsTest {
  private static final LivenessPolicy POLICY =
      LivenessPolicy.server(Duration.ofSeconds(1), Duration.ofSeconds(4));
  private static final int MASS = 1_500;

  private final Loop loop = new Loop();
  private final List<Integer> slots = new ArrayList<>();

  private void connect(boolean acknowledges) {
    for (int i = 0; i < MASS; i++) {
      int slot = loop.connect(POLICY);
      loop.kernel(slot).acknowledges = acknowledges;
      slots.add(slot);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyVerdictFallsInTheSweepInWhichItIsDue(boolean acknowledges) {
    connect(acknowledges);
    loop.run(6_000);

    // So many verdicts a sweep, one sweep after the other.
    long due = acknowledges ? 5_010 : 4_010;
    long lastSweep = due + (MASS / Sweep.VERDICTS) * Loop.PERIOD_MS;
    assertThat(loop.deaths()).hasSize(MASS);
    assertThat(loop.deaths().get(0).atMs()).isEqualTo(due);
    assertThat(loop.deaths().get(MASS - 1).atMs()).isEqualTo(lastSweep);
  }

  @Test
  void aSinkThatHasEnoughGetsTheOtherVerdictsInTheNextSweep() {
    for (int i = 0; i < 3; i++) {
      loop.connect(POLICY);
    }
    loop.onAction =
        (slot, action) -> {
          if (action instanceof Action.Dead) {
            loop.table.enough();
          }
        };
    loop.run(6_000);

    long due = 4_010;
    assertThat(loop.deaths())
        .extracting(Loop.Event::atMs)
        .containsExactly(due, due + Loop.PERIOD_MS, due + 2 * Loop.PERIOD_MS);
  }

  @Test
  void eachIsAskedAboutOnceASecondAndLateByItsTurnAtMost() {
    connect(false);
    loop.run(3_900);

    // Alone: at the suspicion, 0.4 s after the probe, and each second later.
    long turns = Sweep.TURNS * Loop.PERIOD_MS;
    for (int slot : slots) {
      long probed = loop.probes(slot).get(0);
      List<Long> asked = loop.inspections(slot);
      assertThat(asked.size()).isBetween(2, 3);
      for (int i = 1; i < asked.size(); i++) {
        long alone = probed + 400 + (i - 1) * 1_000L;
        assertThat(asked.get(i)).as("slot %d", slot).isBetween(alone, alone + turns);
      }
    }
  }

  @Test
  void whoSpeaksIsNoSuspectAfterTheNextTurn() {
    connect(false);
    loop.run(3_000);
    slots.forEach(loop::heard);
    loop.run(Sweep.TURNS * Loop.PERIOD_MS);

    assertThat(loop.table.suspects()).isZero();
    loop.run(1_000);
    assertThat(loop.deaths()).isEmpty();
  }

  @Test
  void aHostThatAcknowledgesIsAskedSeldomWhileNothingIsInFlight() {
    int slot = loop.connect(POLICY);
    loop.kernel(slot).acknowledges = true;
    loop.run(6_000);

    // The suspicion; after the first probe, and a second later; the limit without acknowledgements;
    // a second
    // after the second probe; the verdict.
    assertThat(loop.inspections(slot))
        .containsExactly(1_660L, 2_060L, 3_060L, 4_000L, 4_730L, 5_010L);
  }
}
