package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Our own absence is never held against a client, and never excuses one for ever. */
class StallTest {
  private static final LivenessPolicy POLICY =
      LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(150));
  private static final LivenessPolicy FAST =
      LivenessPolicy.server(Duration.ofSeconds(1), Duration.ofSeconds(4));

  private final Loop loop = new Loop();

  @Test
  void sparesAClientWhoseBytesWereReadRightAfterALongStallWhereNoKernelCanBeAsked() {
    int slot = loop.connect(POLICY);
    loop.run(1_000);
    loop.block(400_000);
    loop.tickAndSweep();
    loop.heard(slot);
    loop.pass();

    loop.beat(slot, 50_000, 300_000);

    assertThat(loop.deaths()).isEmpty();
  }

  @Test
  void sparesAClientThatIsSilentForAMomentAfterALongStallWhereNoKernelCanBeAsked() {
    int slot = loop.connect(POLICY);
    loop.run(1_000);
    loop.block(400_000);
    loop.run(40_000);
    loop.heard(slot);
    loop.run(10_000);

    assertThat(loop.deaths()).isEmpty();
  }

  @Test
  void sparesAClientThatSpokeAtTheEndOfALongTick() {
    LivenessPolicy quick = LivenessPolicy.server(Duration.ofMillis(100), Duration.ofMillis(200));
    int slot = loop.connect(quick);
    loop.beat(slot, 100, 1_000);
    for (int i = 0; i < 5; i++) {
      // A handler blocks for less than the tolerance, then the client's bytes are read.
      loop.block(190);
      loop.heard(slot);
      loop.run(100);
      loop.heard(slot);
    }

    assertThat(loop.deaths()).isEmpty();
  }

  @Test
  void findsTheSilentOnALoopThatStallsInEveryPassWhereNoKernelCanBeAsked() {
    int slot = loop.connect(POLICY);
    for (int i = 0; i < 1_000 && loop.deaths().isEmpty(); i++) {
      loop.block(300);
      loop.pass();
      loop.tickAndSweep();
    }

    assertThat(loop.deaths(slot)).hasSize(1);
    assertThat(loop.ms()).isLessThanOrEqualTo(150_000 + 120_000 + 1_000);
    assertThat(loop.verdict(slot).reason()).isEqualTo(DisconnectReason.SILENT);
  }

  @Test
  void enforcesTheLoginDeadlineOnALoopThatStallsInEveryPass() {
    int slot = loop.connect(LivenessPolicy.login(Duration.ofSeconds(10), Duration.ofSeconds(30)));
    for (int i = 0; i < 200 && loop.deaths().isEmpty(); i++) {
      loop.block(300);
      loop.pass();
      loop.tickAndSweep();
    }

    assertThat(loop.deaths(slot)).hasSize(1);
  }

  @Test
  void tripsTheBreakerWhenAStallThatTheKernelSawThroughMakesEverybodyDueAtOnce() {
    MassBreaker breaker = new MassBreaker(MassBreaker.Settings.DEFAULT);
    Loop loop = new Loop(breaker);
    for (int i = 0; i < 100; i++) {
      loop.kernel(loop.connect(FAST));
    }
    loop.run(500);
    loop.block(6_000);
    loop.tickAndSweep();
    loop.pass();
    loop.table.stallSeenThrough();
    loop.run(10_000);

    assertThat(loop.deaths()).isEmpty();
    assertThat(breaker.unanswered()).isEqualTo(100);
  }

  @Test
  void stillTakesAnAcknowledgementWithinAStallThatTheKernelSawThroughForOne() {
    int slot = loop.connect(FAST);
    loop.kernel(slot).acknowledges = true;
    loop.run(1_700);
    assertThat(loop.probes(slot)).hasSize(1);
    loop.block(2_200);
    loop.tickAndSweep();
    loop.pass();
    loop.table.stallSeenThrough();
    loop.run(5_000);

    assertThat(loop.verdict(slot).reason()).isEqualTo(DisconnectReason.CLIENT_FROZEN);
  }

  @Test
  void doesNotHoldAStallAgainstAClientWhoseBytesWereReadAfterItInTheSamePass() {
    int slot = loop.connect(FAST);
    loop.kernel(slot);
    loop.run(500);
    loop.block(6_000);
    loop.heard(slot);
    loop.tickAndSweep();
    loop.pass();
    loop.table.stallSeenThrough();
    loop.run(500);

    assertThat(loop.events).isEmpty();
    assertThat(loop.table.silenceMs(slot)).isLessThanOrEqualTo(501);
  }

  @Test // trap 1, trap 2
  void sparesThoseWhoseBytesLayUnreadWhileAHandlerBlocked() {
    int slot = loop.connect(FAST);
    loop.beat(slot, 1_000, 5_000);
    loop.block(6_000);
    loop.tickAndSweep();
    loop.heard(slot);
    loop.pass();
    loop.beat(slot, 1_000, 5_000);

    assertThat(loop.events).isEmpty();
  }

  @Test // trap 3, trap 4
  void judgesNobodyWhileAPassMayNotHaveBroughtAllThereIs() {
    int slot = loop.connect(FAST);
    int client = loop.connect(LivenessPolicy.client(Duration.ofSeconds(1)));
    loop.run(500);
    loop.readsAll = false;
    loop.block(6_000);
    loop.run(60_000);
    assertThat(loop.deaths()).isEmpty();
    assertThat(loop.inspections(slot)).isNotEmpty();
    assertThat(loop.probes(slot)).isEmpty();
    loop.heard(slot);
    loop.heard(client);
    loop.readsAll = true;
    loop.run(1_000);

    assertThat(loop.deaths()).isEmpty();
  }

  @Test // trap 4
  void asksTheKernelInsteadWhereItCanBeAsked() {
    int slot = loop.connect(FAST);
    loop.kernel(slot);
    loop.run(500);
    loop.readsAll = false;
    loop.block(6_000);
    loop.run(6_000);

    assertThat(loop.deaths(slot)).hasSize(1);
    assertThat(loop.verdict(slot).excusedMs()).isEqualTo(5_800);
    assertThat(loop.verdict(slot).silenceMs()).isEqualTo(4_000);
  }

  @Test
  void grantsOneMoreIntervalAfterAStallWhereNoKernelCanBeAsked() {
    int slot = loop.connect(FAST);
    loop.run(3_500);
    loop.block(6_000);
    loop.tickAndSweep();
    loop.pass();
    long ended = loop.ms();
    // 3.7 s of attentive silence: due in 300 ms, granted a second.
    loop.run(2_000);

    assertThat(loop.deaths(slot)).containsExactly(ended + 1_000);
  }

  @Test
  void grantsItOnceInTwoIntervalsHoweverManyStallsFollow() {
    int slot = loop.connect(FAST);
    loop.run(2_400);
    for (int i = 0; i < 8 && loop.deaths().isEmpty(); i++) {
      loop.block(400);
      loop.run(300);
    }

    assertThat(loop.deaths(slot)).hasSize(1);
  }

  @Test
  void asksNobodyAfreshBeforeWhatArrivedIsReadWhereNoKernelCanBeAsked() {
    int slot = loop.connect(FAST);
    loop.run(1_600);
    loop.block(6_000);
    loop.tickAndSweep();
    loop.tickAndSweep();
    loop.block(100);
    loop.tickAndSweep();
    assertThat(loop.probes(slot)).isEmpty();
    loop.pass();
    loop.run(10);

    assertThat(loop.probes(slot)).hasSize(1);
  }

  @Test
  void findsTheSilentAtTheSameRealAgeWhenTheKernelSawTheStallThrough() {
    int slot = loop.connect(POLICY);
    loop.kernel(slot);
    loop.run(30_000);
    loop.block(100_000);
    loop.tickAndSweep();
    loop.pass();
    loop.table.stallSeenThrough();
    loop.run(60_000);

    assertThat(loop.deaths(slot).get(0)).isBetween(150_000L, 150_200L);
    assertThat(loop.verdict(slot).excusedMs()).isZero();
    assertThat(loop.verdict(slot).silenceMs()).isBetween(150_000L, 150_200L);
  }

  @Test
  void aStallIsSeenThroughOnce() {
    int slot = loop.connect(POLICY);
    loop.run(1_000);
    loop.block(20_000);
    loop.tickAndSweep();
    loop.pass();
    loop.table.stallSeenThrough();
    long silence = loop.table.silenceMs(slot);
    loop.table.stallSeenThrough();

    assertThat(silence).isEqualTo(21_000);
    assertThat(loop.table.silenceMs(slot)).isEqualTo(21_000);
  }

  @Test
  void realSilenceOfTheTimeoutAndTwoMinutesIsAVerdictWhateverOurStalls() {
    int slot = loop.connect(POLICY);
    loop.kernel(slot);
    while (loop.deaths().isEmpty() && loop.ms() < 400_000) {
      loop.block(2_000);
      loop.pass();
      loop.tickAndSweep();
    }

    assertThat(loop.deaths(slot).get(0)).isBetween(270_000L, 285_000L);
    assertThat(loop.verdict(slot).reason()).isEqualTo(DisconnectReason.SILENT);
    assertThat(loop.verdict(slot).probesSent()).isZero();
  }

  @Test
  void chronicOverloadCountsForASuspectAsWell() {
    int slot = loop.connect(LivenessPolicy.server(Duration.ofSeconds(5), Duration.ofSeconds(150)));
    loop.kernel(slot);
    while (loop.deaths().isEmpty() && loop.ms() < 400_000) {
      loop.block(2_000);
      loop.pass();
      loop.tickAndSweep();
    }

    assertThat(loop.deaths(slot).get(0)).isBetween(270_000L, 300_000L);
    assertThat(loop.verdict(slot).probesSent()).isEqualTo(1);
  }

  @Test
  void aKernelThatHasDataSparesAClientInChronicOverload() {
    int slot = loop.connect(POLICY);
    Kernel kernel = loop.kernel(slot);
    while (loop.ms() < 400_000) {
      loop.block(2_000);
      kernel.dataAt = Math.max(0, loop.ms() - 269_000);
      loop.pass();
      loop.tickAndSweep();
    }
    assertThat(loop.deaths()).isEmpty();
    kernel.unread = 1;
    kernel.dataAt = 0;
    loop.block(2_000);
    loop.tickAndSweep();

    assertThat(loop.deaths()).isEmpty();
  }

  @Test
  void chronicOverloadIsNoVerdictWithTheCheckOff() {
    int slot = loop.connect(POLICY.withCheck(false));
    for (int i = 0; i < 500; i++) {
      loop.block(2_000);
      loop.pass();
      loop.tickAndSweep();
    }

    assertThat(loop.inspections(slot)).isEmpty();
  }

  @Test
  void inChronicOverloadTheKernelIsAskedOnceASecondNotInEverySweep() {
    int slot = loop.connect(POLICY);
    Kernel kernel = loop.kernel(slot);
    loop.run(440);
    loop.heard(slot);
    loop.run(60);
    for (int i = 0; i < 3; i++) {
      loop.block(100_000);
      loop.tickAndSweep();
      loop.pass();
    }
    kernel.dataAt = loop.ms();
    loop.events.clear();
    loop.run(10_000);

    assertThat(loop.inspections(slot)).hasSizeBetween(9, 11);
    assertThat(loop.state(slot)).isEqualTo(LivenessState.ALIVE);
  }

  @Test
  void stallsBeforeAnybodyWasWatchedSayNothing() {
    loop.run(100);
    loop.block(600_000);
    loop.run(100);
    int slot = loop.connect(FAST);
    long joined = loop.ms();
    loop.run(5_000);

    assertThat(loop.deaths(slot)).containsExactly(joined + 4_010);
    assertThat(loop.verdict(slot).excusedMs()).isZero();
  }

  @Test // trap 23, the core's part
  void aSinkThatThrowsSpoilsOneSweepAndNoMore() {
    int first = loop.connect(FAST);
    int second = loop.connect(FAST);
    boolean[] thrown = {false};
    loop.onAction =
        (slot, action) -> {
          if (!thrown[0]) {
            thrown[0] = true;
            throw new IllegalStateException("listener");
          }
        };
    while (!thrown[0]) {
      try {
        loop.run(10);
      } catch (IllegalStateException e) {
        assertThat(e).hasMessage("listener");
      }
    }
    loop.run(10_000);

    assertThat(loop.deaths(first)).hasSize(1);
    assertThat(loop.deaths(second)).hasSize(1);
  }

  @Test
  void tellsForHowLongTheLoopWasAway() {
    LivenessTable table = new LivenessTable(5, 9, MassBreaker.off(), new Random(1));

    assertThat(table.tick(5 + 10_000_000L, 10_000_000L)).isZero();
    assertThat(table.tick(5 + 1_010_000_000L, 10_000_000L)).isEqualTo(990_000_000L);
  }

  @Test
  void realSilenceIsAVerdictInChronicOverloadWhereNoKernelCanBeAsked() {
    int slot = loop.connect(POLICY);
    while (loop.deaths().isEmpty() && loop.ms() < 400_000) {
      loop.block(2_000);
      loop.pass();
      loop.tickAndSweep();
    }

    assertThat(loop.deaths(slot).get(0)).isBetween(270_000L, 285_000L);
    assertThat(loop.verdict(slot).probesSent()).isZero();
  }
}
