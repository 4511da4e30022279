package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many peers are asked at a time. */
class ProbeBudgetTest {
  private final ProbeBudget budget = new ProbeBudget();

  private int takeAll() {
    int taken = 0;
    while (taken < 100_000 && budget.take()) {
      taken++;
    }
    return taken;
  }

  @Test
  void asksASampleOfSixtyFourFirst() {
    assertThat(takeAll()).isEqualTo(64);
    assertThat(budget.take()).isFalse();
  }

  @Test
  void asksTwoThousandASecond() {
    takeAll();
    int taken = 0;
    for (int i = 0; i < 100; i++) {
      budget.refill(10, 1_000, 30_000);
      taken += takeAll();
    }

    assertThat(taken).isBetween(1_999, 2_000);
  }

  @Test
  void asksMoreWhereOtherwiseAVerdictWouldWait() {
    takeAll();
    budget.refill(10, 10_000, 1_000);

    assertThat(takeAll()).isEqualTo(100);
  }

  @Test
  void savesUpNoMoreThanASampleOrOneSweep() {
    takeAll();
    for (int i = 0; i < 10; i++) {
      budget.refill(10, 0, 1_000);
    }
    assertThat(takeAll()).isEqualTo(64);
    budget.refill(100, 0, 1_000);
    budget.refill(100, 0, 1_000);

    assertThat(takeAll()).isEqualTo(200);
  }

  @Test
  void aWindowOfNothingIsOneMillisecond() {
    takeAll();
    budget.refill(1, 50, 0);

    assertThat(takeAll()).isEqualTo(50);
  }

  @Test // trap 28
  void nobodyIsJudgedBeforeItsTurnToBeAsked() {
    LivenessPolicy policy = LivenessPolicy.server(Duration.ofSeconds(1), Duration.ofSeconds(4));
    Loop loop = new Loop();
    for (int i = 0; i < 5_000; i++) {
      loop.connect(policy);
    }
    loop.run(1_660);
    List<Loop.Event> first =
        loop.events.stream().filter(e -> e.action() instanceof Action.Probe).toList();
    assertThat(first).hasSize(64);
    assertThat(loop.table.suspects()).isEqualTo(5_000);
    loop.run(10_000);

    assertThat(loop.deaths()).hasSize(5_000);
    for (int slot = 0; slot < 5_000; slot++) {
      assertThat(loop.probes(slot)).hasSize(1);
      assertThat(loop.deaths(slot).get(0) - loop.probes(slot).get(0)).isGreaterThan(1_175);
      assertThat(loop.deaths(slot).get(0)).isLessThan(4_200);
      if (slot > 20) {
        slot += 100;
      }
    }
  }

  @Test
  void whoAnswersWhileItWaitsForItsQuestionIsNotAsked() {
    LivenessPolicy policy = LivenessPolicy.server(Duration.ofSeconds(1), Duration.ofSeconds(4));
    Loop loop = new Loop();
    for (int i = 0; i < 100; i++) {
      loop.connect(policy);
    }
    loop.run(1_660);
    loop.heard(99);
    loop.run(1_000);

    assertThat(loop.probes(99)).isEmpty();
    assertThat(loop.probes(98)).hasSize(1);
    assertThat(loop.probes(98).get(0)).isGreaterThan(1_660);
  }
}
