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
}
