package io.heartwire.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.client.ClientState;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is counted of a client's states. */
class OurClientTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  private static ClientState online(String session, int seconds) {
    return new ClientState.Online(NOW, session, 1, Duration.ofSeconds(seconds));
  }

  @Test
  void aSessionIsOneLoginHoweverOftenItsIntervalChanges() {
    List<String> told = new ArrayList<>();
    var client = new OurClient("dev-1", () -> 0, () -> told.add("in"), end -> told.add("out"));
    client.entered(online("a", 10));
    client.entered(online("a", 5));
    client.entered(
        new ClientState.Waiting(NOW, Disconnect.of(DisconnectReason.FIN, "it was cut off")));
    client.entered(online("b", 5));

    assertThat(told).containsExactly("in", "out", "in");
  }
}
