package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.DisconnectReason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A client process that stands still while its kernel goes on acknowledging what the server sends:
 * an ACK is not life, and what we write ourselves is none either.
 */
@Tag("proof") // needs signals
class FrozenClientTest {
  private static final long INTERVAL_MS = 1_000;
  private static final long TIMEOUT_MS = 4_000;
  private static final long FROZEN_MS = TIMEOUT_MS + INTERVAL_MS;

  @Test
  void isDeadAsFrozenAlthoughItsKernelAcknowledgesWhatWeKeepSending() {
    // trap 5
    try (ProcessLab lab = new ProcessLab()) {
      LabServer gateway =
          LabServer.start(
              lab,
              List.of(),
              "liveness.interval=" + INTERVAL_MS + "ms",
              "liveness.timeout=" + TIMEOUT_MS + "ms",
              "transport=epoll");
      Fleet fleet = Fleet.start(lab, List.of());
      fleet.raw("iced", 1, INTERVAL_MS, "127.0.0.1", gateway.port());
      fleet.send("iced", LabMessageHandler.DRIP, "");
      Await.elapse(Duration.ofMillis(2 * INTERVAL_MS));
      assertThat(gateway.ends()).isEmpty();

      long frozenAt = System.nanoTime();
      fleet.process().freeze();
      Await.until(Duration.ofSeconds(20), gateway.process()::tail, () -> !gateway.ends().isEmpty());

      GatewayEnd end = gateway.ends().get(0);
      long tookMs = (end.atNanos() - frozenAt) / 1_000_000;
      System.out.println("frozen client: dead after " + tookMs + " ms as " + end.reason());
      assertThat(end.reason()).isEqualTo(DisconnectReason.CLIENT_FROZEN);
      assertThat(tookMs).isLessThanOrEqualTo(FROZEN_MS + 1_000);
    }
  }
}
