package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Bytes that came in time and were read late. */
class LateReadTest {
  private static final LivenessPolicy FAST =
      LivenessPolicy.server(Duration.ofSeconds(1), Duration.ofSeconds(4));

  private final Loop loop = new Loop();

  @Test
  void anAnswerThatCameWhileWeWereAwayAnswers() {
    int slot = loop.connect(FAST);
    Kernel kernel = loop.kernel(slot);
    loop.run(1_700);
    assertThat(loop.probes(slot)).hasSize(1);
    kernel.dataAt = 1_900;
    kernel.unread = 5;
    loop.readsAll = false;
    loop.block(5_000);
    loop.run(200);

    assertThat(loop.state(slot)).isEqualTo(LivenessState.ALIVE);
    assertThat(loop.table.lateReads()).isEqualTo(1);
    assertThat(loop.table.silenceMs(slot)).isLessThanOrEqualTo(440);
  }

  @Test
  void whatIsReadEarlyInALongPassIsNotTakenForWhatIsReadAtItsEnd() {
    int slot = loop.connect(FAST);
    loop.run(1_000);
    loop.look();
    loop.heard(slot);
    long heard = loop.ms();
    loop.block(10);
    loop.look();
    loop.block(180);
    loop.look();
    loop.tickAndSweep();
    loop.run(5_000);

    assertThat(loop.deaths(slot).get(0)).isBetween(heard + 4_000, heard + 4_030);
  }

  @Test
  void whatIsReadAfterALongHandlerIsNotTakenForWhatWasReadBeforeIt() {
    int slot = loop.connect(FAST);
    loop.run(1_000);
    loop.look();
    loop.block(180);
    loop.heard(slot);
    long heard = loop.ms();
    loop.look();
    assertThat(loop.table.silenceMs(slot)).isZero();
    loop.heard(slot);
    assertThat(loop.table.silenceMs(slot)).isZero();
    loop.block(5);
    loop.tickAndSweep();
    loop.run(5_000);

    assertThat(loop.deaths(slot).get(0)).isBetween(heard + 4_000, heard + 4_030);
  }

  @Test
  void aLookInAPassHidesNoStall() {
    int slot = loop.connect(FAST);
    loop.run(3_500);
    for (int i = 0; i < 60; i++) {
      // Each handler is quick, but the pass takes 6 s: this client's bytes may wait behind it.
      loop.block(100);
      loop.look();
    }
    loop.tickAndSweep();
    assertThat(loop.deaths()).isEmpty();
    loop.heard(slot);
    loop.pass();
    loop.run(3_000);

    assertThat(loop.deaths()).isEmpty();
  }

  @Test
  void aShortStallIsGrantedTwiceItsLengthWhereNoKernelCanBeAsked() {
    int slot = loop.connect(FAST);
    loop.run(3_800);
    loop.block(310);
    loop.tickAndSweep();
    loop.pass();
    long ended = loop.ms();
    loop.run(2_000);

    assertThat(loop.deaths(slot)).hasSize(1);
    assertThat(loop.deaths(slot).get(0)).isBetween(ended + 590, ended + 620);
  }

  @Test
  void aLongerStallSoonAfterAShortOneIsGrantedItsOwn() {
    int slot = loop.connect(FAST);
    loop.run(3_000);
    loop.block(250);
    loop.run(200);
    loop.block(5_000);
    loop.tickAndSweep();
    loop.pass();
    long ended = loop.ms();
    loop.run(2_000);

    assertThat(loop.deaths(slot)).containsExactly(ended + 1_000);
  }
}
