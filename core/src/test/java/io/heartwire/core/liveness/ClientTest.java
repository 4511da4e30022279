package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The client's half of the machine: pings when idle, judges by pongs. */
class ClientTest {
  private static final LivenessPolicy POLICY = LivenessPolicy.client(Duration.ofSeconds(50));

  private final Loop loop = new Loop();

  @Test // trap 36
  void theDeadAreNotAskedAgain() {
    loop.removesTheDead = false;
    int slot = loop.connect(POLICY);
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
    int slot = loop.connect(POLICY);
    loop.run(1_000);
    loop.heard(slot);
    loop.table.ask(slot, loop);
    loop.run(100);

    assertThat(loop.state(slot)).isEqualTo(LivenessState.AWAITING);
  }

  @Test
  void anAnswerWithinTheSameTickAnswers() {
    int slot = loop.connect(POLICY);
    loop.run(1_000);
    loop.table.ask(slot, loop);
    loop.heard(slot);
    loop.run(10);

    assertThat(loop.state(slot)).isEqualTo(LivenessState.ALIVE);
  }
}
