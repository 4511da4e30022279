package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Limits that are not silence: login, idle, frame. */
class DeadlineTest {
  private static final LivenessPolicy POLICY =
      LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(150));

  private final Loop loop = new Loop();

  @Test // trap 36
  void givesOneVerdictOnAFrameThatStaysOpenWhileTheConnectionSaysGoodbye() {
    loop.removesTheDead = false;
    int slot = loop.connect(POLICY.withFrameDeadline(Duration.ofSeconds(2)));
    loop.run(100);
    loop.table.frameOpen(slot, true);
    loop.run(5_000);

    assertThat(loop.deaths(slot)).containsExactly(2_110L);
  }
}
