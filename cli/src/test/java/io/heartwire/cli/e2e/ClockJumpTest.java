package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.cli.RealServices;
import io.heartwire.client.ClientGroup;
import io.heartwire.client.ClientState;
import io.heartwire.client.HeartwireClient;
import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.DisconnectReason.Initiator;
import io.heartwire.gateway.Gateway;
import io.heartwire.gateway.Services;
import io.heartwire.gateway.config.GatewayConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The wall clock is set by an hour, on both sides: nobody is lost for it, nobody immortal. */
class ClockJumpTest {
  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final int CLIENTS = 20;

  private final AtomicLong jumpMs = new AtomicLong();
  private final InstantSource jumping = () -> Instant.now().plusMillis(jumpMs.get());

  @Test
  void losesNobodyAndStillFindsTheSilentWhenTheWallClockJumps() {
    // trap 20
    Services services = RealServices.at(jumping);
    GatewayConfig config =
        GatewayConfig.of(
            "listeners.tcp.port",
            "0",
            "listeners.http.enabled",
            "false",
            "listeners.mqtt.enabled",
            "false",
            "presence.file",
            ":memory:",
            "liveness.interval",
            "300ms",
            "liveness.timeout",
            "1s");
    try (Gateway gateway = Gateway.start(config, services);
        ClientGroup group = ClientGroup.builder().wallClock(jumping).build()) {
      int port = gateway.ports().get(Gateway.TCP).getPort();
      List<HeartwireClient> clients =
          IntStream.range(0, CLIENTS).mapToObj(i -> client(port, i, group)).toList();
      awaitAttached(gateway, CLIENTS);

      int found = 0;
      for (Duration jump : List.of(Duration.ofHours(1), Duration.ofHours(-1))) {
        jumpMs.set(jump.toMillis());
        Await.elapse(Duration.ofMillis(1_500));
        assertThat(gateway.disconnects().recent()).as("jump of %s", jump).hasSize(found);
        assertThat(clients).allMatch(client -> client.state() instanceof ClientState.Online);

        try (BadPeer silent = BadPeer.connect(port)) {
          silent.logIn("silent");
          awaitAttached(gateway, CLIENTS);
        }
        assertThat(gateway.disconnects().recent())
            .as("the detector still runs")
            .hasSize(++found)
            .allMatch(left -> left.clientId().equals(Optional.of(new ClientId("silent"))))
            .allMatch(left -> left.disconnect().decidedBy() == Initiator.DETECTOR);
      }
      clients.forEach(HeartwireClient::close);
    }
  }

  private static void awaitAttached(Gateway gateway, int count) {
    Await.until(
        BOUND,
        () -> gateway.sessions().attached() + " attached, wanted " + count,
        () -> gateway.sessions().attached() == count);
  }

  private static HeartwireClient client(int port, int number, ClientGroup group) {
    return HeartwireClient.builder("127.0.0.1:" + port)
        .clientId("jumper-" + number)
        .group(group)
        .connect();
  }
}
