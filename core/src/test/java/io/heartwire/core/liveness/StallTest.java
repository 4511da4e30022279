package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
}
