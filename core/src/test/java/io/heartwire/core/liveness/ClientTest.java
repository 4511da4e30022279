package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.LivenessPolicy.PingWhen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client's half of the machine: pings when idle, judges by pongs. */
class ClientTest {
  private static final LivenessPolicy POLICY = LivenessPolicy.client(Duration.ofSeconds(50));

  private final Loop loop = new Loop();
  private final int slot = loop.connect(POLICY);

  /** Runs until the client asks; the time at which it did. */
  private long runToQuestion() {
    int before = loop.probes(slot).size();
    while (loop.probes(slot).size() == before) {
      loop.run(10);
    }
    return loop.ms();
  }

  @Test
  void givesUpAfterThreePingsThatEachWaitedThreeSeconds() {
    long asked = runToQuestion();
    loop.run(20_000);

    assertThat(asked).isLessThanOrEqualTo(50_000);
    assertThat(loop.probes(slot)).containsExactly(asked, asked + 3_010, asked + 6_020);
    assertThat(loop.deaths(slot)).containsExactly(asked + 9_030);
    Disconnect verdict = loop.verdict(slot);
    assertThat(verdict.reason()).isEqualTo(DisconnectReason.NO_PONG);
    assertThat(verdict.detail()).isEqualTo("3 pings unanswered");
    assertThat(verdict.probesSent()).isEqualTo(3);
    assertThat(verdict.silenceMs()).isEqualTo(asked + 9_020);
  }

  @Test // trap 14, trap 15
  void anyByteAnswersEvenAfterMissesWereCounted() {
    long asked = runToQuestion();
    loop.run(9_020);
    loop.heard(slot);
    loop.run(10);
    assertThat(loop.state(slot)).isEqualTo(LivenessState.ALIVE);
    long next = runToQuestion();
    loop.run(20_000);

    assertThat(next - asked).isGreaterThan(40_000);
    assertThat(loop.deaths(slot)).containsExactly(next + 9_030);
  }

  @ParameterizedTest
  @CsvSource({"1, 3000", "750, 3000", "751, 3004", "1500, 6000", "2000, 8000", "60000, 8000"})
  void waitsFourRoundTripsWithinThreeToEightSeconds(long rtt, long wait) {
    loop.table.roundTrip(slot, rtt);
    long asked = runToQuestion();
    loop.run(30_000);

    assertThat(loop.probes(slot).get(1) - asked).isBetween(wait + 1, wait + 20);
  }

  @Test
  void smoothsTheRoundTrip() {
    loop.table.roundTrip(slot, 1_000);
    loop.table.roundTrip(slot, 5_000);
    long asked = runToQuestion();
    loop.run(30_000);

    // (7 x 1000 + 5000) / 8 = 1500
    assertThat(loop.probes(slot).get(1) - asked).isEqualTo(6_010);
  }

  @Test
  void aRoundTripTooShortToMeasureIsStillTheFirst() {
    loop.table.roundTrip(slot, 0);
    loop.table.roundTrip(slot, 100_000);
    loop.table.roundTrip(slot, Long.MAX_VALUE / 8);
    long asked = runToQuestion();
    loop.run(30_000);

    assertThat(loop.probes(slot).get(1) - asked).isEqualTo(8_010);
  }

  @Test // trap 9
  void aLargeWriteThatMovesOnIsNoMissAndBringsNoPings() {
    Kernel kernel = loop.kernel(slot);
    kernel.available = false;
    kernel.writeProgressed = true;
    runToQuestion();
    loop.run(40_000);

    assertThat(loop.probes(slot)).hasSize(1);
    assertThat(loop.deaths()).isEmpty();
  }

  @Test // trap 9
  void aWriteThatMovesOnForEverExcusesForOneMinute() {
    Kernel kernel = loop.kernel(slot);
    kernel.available = false;
    kernel.writeProgressed = true;
    runToQuestion();
    loop.run(200_000);

    // Excused while silent for less than 50 s + 3 x 3 s + 60 s, then two more pings.
    assertThat(loop.deaths(slot).get(0)).isBetween(119_000L + 6_000, 119_000L + 12_100);
    assertThat(loop.probes(slot)).hasSize(3);
  }

  @ParameterizedTest // trap 10
  @CsvSource({"1, 0, 2990, 1", "0, 1, 2990, 1", "0, 0, 2990, 2", "1, 0, 3010, 2", "0, 1, 3010, 2"})
  void aPingBehindABigMessageWaitsWhileAcknowledgementsArrive(
      long unacked, long notSent, long lar, int probes) {
    Kernel kernel = loop.kernel(slot);
    long asked = runToQuestion();
    kernel.unacked = unacked;
    kernel.notSent = notSent;
    kernel.ackAt = asked + 3_010 - lar;
    loop.run(3_010);

    assertThat(loop.probes(slot)).hasSize(probes);
  }

  @Test // trap 10
  void aPongBehindABigMessageThatWeHaveNotReadIsNoMiss() {
    Kernel kernel = loop.kernel(slot);
    runToQuestion();
    kernel.unread = 1;
    loop.run(3_020);

    assertThat(loop.probes(slot)).hasSize(1);
  }

  @Test // trap 10
  void bytesThatCameSinceThePingAnswerItEvenUnread() {
    Kernel kernel = loop.kernel(slot);
    long asked = runToQuestion();
    kernel.dataAt = asked + 10;
    loop.run(3_010);

    assertThat(loop.state(slot)).isEqualTo(LivenessState.ALIVE);
    assertThat(loop.table.silenceMs(slot)).isEqualTo(3_000);
  }

  @Test
  void pingsButJudgesNobodyWithTheCheckOff() {
    loop.table.policy(slot, POLICY.withCheck(false));
    loop.run(600_000);

    assertThat(loop.deaths()).isEmpty();
    assertThat(loop.probes(slot).size()).isBetween(11, 26);
  }

  @Test // trap 2, the client's side
  void givesNoVerdictBeforeWhatArrivedInAStallIsRead() {
    long asked = runToQuestion();
    loop.run(6_030);
    assertThat(loop.probes(slot)).hasSize(3);
    loop.readsAll = false;
    loop.block(60_000);
    loop.run(10_000);
    assertThat(loop.deaths()).isEmpty();
    loop.heard(slot);
    loop.readsAll = true;
    loop.run(10_000);

    assertThat(loop.deaths()).isEmpty();
    assertThat(asked).isPositive();
  }

  @Test // trap 49
  void asksAtOnceAfterASuspendInsteadOfJudgingByTheGap() {
    loop.run(100);
    loop.heard(slot);
    loop.block(3_600_000);
    loop.tickAndSweep();
    loop.pass();
    assertThat(loop.deaths()).isEmpty();
    int before = loop.probes(slot).size();
    loop.table.askAll(loop);
    assertThat(loop.probes(slot)).hasSize(before + 1);
    long asked = loop.ms();
    loop.run(20_000);

    assertThat(loop.deaths(slot)).containsExactly(asked + 9_030);
  }

  @Test // trap 49
  void aClientThatAlreadyWaitsAsksAnewAfterASuspend() {
    runToQuestion();
    loop.run(8_000);
    loop.table.askAll(loop);
    long asked = loop.ms();
    loop.run(20_000);

    assertThat(loop.deaths(slot)).containsExactly(asked + 9_030);
  }

  @Test
  void onlyThoseJudgedByPongsAreAskedAfterASuspend() {
    int server =
        loop.connect(LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(150)));
    loop.run(100);
    loop.table.askAll(loop);

    assertThat(loop.events).filteredOn(e -> e.slot() == server).isEmpty();
  }

  @Test
  void aClientThatStillWaitsForItsWelcomeIsNotAskedAfterASuspend() {
    // A server closes for good whoever pings before it is let in.
    int loggingIn =
        loop.connect(
            LivenessPolicy.client(Duration.ofSeconds(50))
                .withPingWhen(LivenessPolicy.PingWhen.NEVER)
                .withCheck(false));
    loop.run(100);
    loop.table.askAll(loop);

    assertThat(loop.events).filteredOn(e -> e.slot() == loggingIn).isEmpty();
  }

  @Test // trap 36
  void theDeadAreNotAskedAgain() {
    loop.removesTheDead = false;
    loop.run(70_000);
    assertThat(loop.deaths(slot)).hasSize(1);

    loop.table.ask(slot, loop);
    loop.table.askAll(loop);
    loop.run(70_000);

    assertThat(loop.deaths(slot)).hasSize(1);
    assertThat(loop.state(slot)).isEqualTo(LivenessState.DEAD);
  }

  @Test // trap 17, trap 49
  void bytesReadInTheMomentBeforeAQuestionDoNotAnswerIt() {
    loop.run(1_000);
    loop.heard(slot);
    loop.table.ask(slot, loop);
    loop.run(100);

    assertThat(loop.state(slot)).isEqualTo(LivenessState.AWAITING);
    assertThat(loop.table.silenceMs(slot)).isEqualTo(101);
  }

  @Test
  void anAnswerWithinTheSameTickAnswers() {
    loop.run(1_000);
    loop.table.ask(slot, loop);
    loop.heard(slot);
    loop.run(10);

    assertThat(loop.state(slot)).isEqualTo(LivenessState.ALIVE);
  }

  @Test // trap 16
  void readAndWriteIdleTogetherMakeOnePingAndOneMiss() {
    loop.run(600_000);
    List<Long> probes = loop.probes(slot);

    assertThat(probes).hasSize(3);
    assertThat(loop.pings(slot)).isEmpty();
  }

  @Test // trap 29
  void aFloodOfPongsStartsNothing() {
    for (int i = 0; i < 3_600; i++) {
      for (int n = 0; n < 10; n++) {
        loop.heard(slot);
        loop.table.roundTrip(slot, 20);
        loop.table.spoke(slot);
      }
      loop.run(100);
    }

    assertThat(loop.events.size()).isLessThanOrEqualTo(1);
  }

  @Test // trap 18
  void aChattyServerIsNeverPingedWhenOnlySilenceAsksForIt() {
    loop.table.policy(slot, POLICY.withPingWhen(PingWhen.READ_IDLE));
    loop.beat(slot, 10_000, 3_600_000);

    assertThat(loop.events).isEmpty();
  }

  @Test
  void theKernelIsAskedWhenTheWaitIsOverAndNotBefore() {
    loop.table.policy(slot, POLICY.withPingWhen(PingWhen.NEVER));
    loop.run(10_000);
    loop.table.ask(slot, loop);
    assertThat(loop.table.judge(slot, SocketSnapshot.NONE)).isSameAs(Action.NONE);
    loop.run(3_020);

    assertThat(loop.inspections(slot)).containsExactly(13_010L);
    assertThat(loop.probes(slot)).containsExactly(10_000L, 13_010L);
  }

  @Test
  void unansweredPingsGiveNoMoreVerdictsInOneSweepThanALoopCanBear() {
    for (int i = 0; i < 600; i++) {
      loop.table.ask(loop.connect(POLICY), loop);
    }
    loop.run(9_030);
    assertThat(loop.deaths()).hasSize(512);
    loop.run(10);

    assertThat(loop.deaths()).hasSizeGreaterThanOrEqualTo(600);
  }

  @Test
  void nobodyIsJudgedWhoIsNotThereOrAlreadyDead() {
    loop.removesTheDead = false;
    loop.run(70_000);
    Kernel kernel = new Kernel();
    kernel.state = SocketSnapshot.TcpState.CLOSED;

    assertThat(loop.table.judge(slot, kernel.snapshot(0))).isSameAs(Action.NONE);
    loop.disconnect(slot);
    assertThat(loop.table.judge(slot, kernel.snapshot(0))).isSameAs(Action.NONE);
  }

  @Test
  void goesOnSpeakingEveryIntervalWhileItWaitsForAPong() {
    int slot = loop.connect(LivenessPolicy.client(Duration.ofSeconds(1)));
    loop.run(9_000);

    List<Long> spoken = new ArrayList<>(loop.pings(slot));
    spoken.addAll(loop.probes(slot));
    Collections.sort(spoken);
    assertThat(spoken).hasSizeBetween(8, 14);
    for (int i = 1; i < spoken.size(); i++) {
      assertThat(spoken.get(i) - spoken.get(i - 1)).isLessThanOrEqualTo(1_010);
    }
  }
}
