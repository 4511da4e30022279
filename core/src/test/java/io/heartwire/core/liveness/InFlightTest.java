package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A silent peer to which the application goes on writing: something is always in flight. */
class InFlightTest {
  private static final LivenessPolicy POLICY =
      LivenessPolicy.server(Duration.ofSeconds(1), Duration.ofSeconds(4));

  private final Loop loop = new Loop();

  @Test // trap 5
  void callsAPeerFrozenWhoseHostAcknowledgesAllButTheNewest() {
    int slot = loop.connect(POLICY);
    Kernel kernel = loop.kernel(slot);
    kernel.retransmits = 0;
    for (int i = 0; i < 100 && loop.deaths(slot).isEmpty(); i++) {
      kernel.unacked = 1;
      kernel.ackAt = loop.ms();
      loop.run(100);
    }

    assertThat(loop.verdict(slot).reason()).isEqualTo(DisconnectReason.CLIENT_FROZEN);
    assertThat(loop.deaths(slot).get(0)).isBetween(5_000L, 5_100L);
  }

  @Test
  void callsAPeerSilentToWhomWeRepeatTheProbe() {
    int slot = loop.connect(POLICY);
    Kernel kernel = loop.kernel(slot);
    loop.run(POLICY.suspectAfter().plusMillis(50));
    // An acknowledgement of what was sent before the probe; the path breaks behind it.
    kernel.ackAt = loop.ms();
    kernel.unacked = 1;
    kernel.retransmits = 1;
    loop.run(10_000);

    assertThat(loop.verdict(slot).reason()).isEqualTo(DisconnectReason.SILENT);
  }

  @Test
  void callsAPeerFrozenThoughTheKernelDatesItsAcknowledgementBeforeTheProbe() {
    int slot = loop.connect(POLICY);
    Kernel kernel = loop.kernel(slot);
    loop.run(POLICY.suspectAfter().plusMillis(50));
    kernel.unacked = 0;
    // The kernel counts in steps of 4 ms, and the sweep asked a little later than its own time.
    kernel.ackAt = POLICY.suspectAfter().toMillis() - 8;
    kernel.acknowledges = true;
    loop.run(10_000);

    assertThat(loop.verdict(slot).reason()).isEqualTo(DisconnectReason.CLIENT_FROZEN);
  }
}
