package io.heartwire.gateway.targets;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.observe.TargetState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When targets are called what, in virtual time; every 10 s, 2 retries, dead after 30 s. */
class TargetsTest {
  private static final String[] ONE = {"targets.db.address", "db:5432"};

  private static TargetsRig rig() {
    return new TargetsRig(0);
  }

  private static TargetsRig one(TargetsRig rig) {
    rig.open(List.of(rig.here), ONE);
    rig.pass(3);
    return rig;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE - 20_000_000_000L})
  void goesFromAliveToDeadAndBackAndTellsBothOnce(long origin) {
    TargetsRig rig = one(new TargetsRig(origin));
    assertThat(rig.state("db")).isEqualTo(TargetState.ALIVE);

    rig.here.gone.add("db");
    rig.pass(25);
    assertThat(rig.state("db")).isEqualTo(TargetState.SUSPECT);
    assertThat(rig.targets().find("db").orElseThrow().answers()).isFalse();
    assertThat(rig.told).isEmpty();
    rig.pass(20);
    assertThat(rig.state("db")).isEqualTo(TargetState.DEAD);
    rig.pass(300);
    assertThat(rig.words()).containsExactly("target.down");
    assertThat(rig.told.get(0).data())
        .contains(
            "\"node\":",
            "\"target\":\"db\"",
            "\"confirmedBy\":[\"here\"]",
            "\"detail\":\"no answer\"");

    rig.here.gone.clear();
    rig.pass(15);
    assertThat(rig.state("db")).isEqualTo(TargetState.ALIVE);
    rig.pass(60);
    assertThat(rig.words()).containsExactly("target.down", "target.up");
  }

  @Test
  void oneObserverThatSeesItVetoes() {
    TargetsRig rig = rig();
    TargetsRig.Eye there = rig.new Eye("there");
    rig.open(List.of(rig.here, there), ONE);
    rig.pass(3);
    rig.here.gone.add("db");
    rig.pass(600);
    assertThat(rig.state("db")).isEqualTo(TargetState.ALIVE);

    there.gone.add("db");
    rig.pass(60);
    assertThat(rig.state("db")).isEqualTo(TargetState.DEAD);
    assertThat(rig.told.get(0).data()).contains("\"confirmedBy\":[\"here\",\"there\"]");
  }

  @Test
  void anObserverWhoseBreakerIsOpenAbstains() {
    TargetsRig rig = one(rig());
    rig.here.held = true;
    rig.here.gone.add("db");
    rig.pass(300);
    assertThat(rig.state("db")).isEqualTo(TargetState.UNCERTAIN);
    assertThat(rig.told).isEmpty();

    rig.here.held = false;
    rig.pass(1);
    assertThat(rig.state("db")).isEqualTo(TargetState.DEAD);
  }

  @Test
  void whoCannotLookIsNoEvidence() {
    TargetsRig rig = one(rig());
    rig.here.blind = true;
    rig.pass(300);

    assertThat(rig.state("db")).isEqualTo(TargetState.UNCERTAIN);
    assertThat(rig.targets().find("db").orElseThrow().problem()).contains("does not resolve");
    assertThat(rig.targets().figures().blind()).isPositive();
  }

  @Test
  void aDefectOfAnObserverIsNoEvidenceEither() {
    TargetsRig rig = one(rig());
    rig.here.defective = true;
    rig.pass(300);

    assertThat(rig.state("db")).isEqualTo(TargetState.UNCERTAIN);
    assertThat(rig.targets().find("db").orElseThrow().problem()).contains("defect", "oops");
  }

  @Test
  void timeInWhichWeWereAwayIsNotHeldAgainstATarget() {
    TargetsRig rig = one(rig());
    rig.here.gone.add("db");
    rig.time.stall(Duration.ofMinutes(10));
    rig.pass(2);
    assertThat(rig.state("db")).isEqualTo(TargetState.UNCERTAIN);

    rig.here.gone.clear();
    rig.pass(15);
    assertThat(rig.state("db")).isEqualTo(TargetState.ALIVE);
    assertThat(rig.told).isEmpty();
  }

  @Test
  void aStalledProberFindsOutAfterwardsWhoIsDead() {
    TargetsRig rig = one(rig());
    rig.here.gone.add("db");
    rig.time.stall(Duration.ofMinutes(10));
    rig.pass(15);
    assertThat(rig.told).isEmpty();

    assertThat(rig.within(60, () -> rig.state("db") == TargetState.DEAD)).isTrue();
  }

  @Test
  void looksThatDoNotFitAreOverdueAndNobodyIsCalledDead() {
    TargetsRig rig = one(rig());
    rig.looks =
        task -> {
          throw new RejectedExecutionException();
        };
    rig.pass(300);

    assertThat(rig.state("db")).isNotEqualTo(TargetState.DEAD);
    assertThat(rig.targets().figures().overdue()).isGreaterThan(20);
    assertThat(rig.told).isEmpty();
  }

  @Test
  void looksThatWaitForLongAreOverdueAndNobodyIsCalledDead() {
    TargetsRig rig = one(rig());
    Queue<Runnable> waiting = new ArrayDeque<>();
    rig.looks = waiting::add;
    rig.here.gone.add("db");
    for (int i = 0; i < 100; i++) {
      rig.pass(4);
      while (!waiting.isEmpty()) {
        waiting.remove().run();
      }
    }

    assertThat(rig.state("db")).isNotEqualTo(TargetState.DEAD);
    assertThat(rig.targets().figures().excused()).isPositive();
    assertThat(rig.told).isEmpty();
  }

  @Test
  void anObserverThatExceedsItsTimeDoesNotCountAsHavingLooked() {
    TargetsRig rig = one(rig());
    rig.here.gone.add("db");
    rig.here.slowness = Duration.ofSeconds(4);
    rig.pass(300);

    assertThat(rig.state("db")).isNotEqualTo(TargetState.DEAD);
    assertThat(rig.targets().figures().missed()).isZero();
  }

  @Test
  void aQuorumThatIsNotThereLeavesItUncertain() {
    TargetsRig rig = rig();
    rig.open(List.of(rig.here), "targets.db.address", "db:5432", "targets.db.quorum", "2");
    rig.here.gone.add("db");
    rig.pass(120);

    assertThat(rig.state("db")).isEqualTo(TargetState.UNCERTAIN);
  }

  @Test
  void retriesAreNeededHoweverLongItWasUnseen() {
    TargetsRig rig = rig();
    rig.open(
        List.of(rig.here),
        "targets.db.address",
        "db:5432",
        "targets.db.interval",
        "1h",
        "targets.db.dead-after",
        "30s");
    rig.pass(3);
    rig.here.gone.add("db");
    rig.pass(3_500);
    assertThat(rig.told).isEmpty();
    assertThat(rig.within(600, () -> rig.state("db") == TargetState.DEAD)).isTrue();
    assertThat(rig.here.looks).isEqualTo(4);
  }

  @Test
  void aThousandTargetsAtASecondAreEachAskedOnceASecond() {
    TargetsRig rig = rig();
    String[] keys = new String[4_000];
    for (int i = 0; i < 1_000; i++) {
      keys[4 * i] = "targets.t" + i + ".address";
      keys[4 * i + 1] = "10.0.0.1:" + (i + 1);
      keys[4 * i + 2] = "targets.t" + i + ".interval";
      keys[4 * i + 3] = "1s";
    }
    rig.open(List.of(rig.here), keys);
    rig.pass(60);

    assertThat(rig.here.looks).isBetween(54_000, 61_000);
    assertThat(rig.targets().views()).allMatch(view -> view.state() == TargetState.ALIVE);
    rig.targets().close();
    rig.pass(35);
    assertThat(rig.time.pendingTasks()).isZero();
  }
}
