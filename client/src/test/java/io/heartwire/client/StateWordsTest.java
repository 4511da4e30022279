package io.heartwire.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StateWordsTest {
  @Test
  void saysEachStateInOneLine() {
    Disconnect lost = Disconnect.of(DisconnectReason.NO_PONG, "3 pings unanswered");
    Disconnect refused = Disconnect.of(DisconnectReason.AUTHENTICATION_FAILED, "");
    assertThat(StateWords.of(new ClientState.Connecting(2))).isEqualTo("connects, attempt 2");
    assertThat(StateWords.of(new ClientState.Online(Instant.EPOCH, "s-1", 7, Duration.ofSeconds(5))))
        .isEqualTo("online, session s-1, interval 5000 ms");
    assertThat(StateWords.of(new ClientState.Waiting(Instant.EPOCH, lost)))
        .isEqualTo("waits until 1970-01-01T00:00:00Z: NO_PONG (3 pings unanswered)");
    assertThat(StateWords.of(new ClientState.Closed(refused, true)))
        .isEqualTo(
            "closed: AUTHENTICATION_FAILED; goes on when given another credential");
  }
}
