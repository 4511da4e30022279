package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.gateway.RawClient;
import io.heartwire.gateway.TestGateway;
import io.heartwire.wire.Frame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is silent for longer than stale-after is shown as stale, and nothing else happens to it. */
class StaleClientsTest {
  private static JsonNode found(AdminDoor door) {
    return door.get("/api/v1/clients?stale=true").json();
  }

  private static JsonNode client(AdminDoor door, String id) {
    return door.get("/api/v1/clients/" + id).json();
  }

  @Test
  void aSilentClientIsStaleUntilItSaysSomething() throws IOException {
    try (AdminDoor door =
            AdminDoor.with(
                "liveness.interval", "1s", "liveness.stale-after", "1s", "liveness.timeout", "1h");
        RawClient silent = door.gateway.login("silent");
        RawClient other = door.gateway.login("other")) {
      assertThat(client(door, "silent").at("/policy/staleAfterMs").asLong()).isEqualTo(1_000);
      TestGateway.await("both stale", () -> found(door).path("total").asInt() == 2);
      assertThat(client(door, "silent").path("stale").asBoolean()).isTrue();
      assertThat(door.get("/metrics").text()).containsPattern("heartwire_stale [12]\\.0");

      TestGateway.await(
          "one stale",
          () -> {
            say(other);
            JsonNode stale = found(door).path("items");
            return stale.findValuesAsText("clientId").equals(List.of("silent"));
          });
      assertThat(door.gateway.gateway.sessions().attached()).isEqualTo(2);
      assertThat(door.get("/api/v1/clients?stale=true&id=other").json().path("items")).isEmpty();
    }
  }

  @Test
  void nobodyIsStaleWhereThatIsOffOrSilenceIsNotJudged() throws IOException {
    try (AdminDoor door =
            AdminDoor.with(
                "liveness.interval",
                "100ms",
                "liveness.stale-after",
                "off",
                "liveness.timeout",
                "1h");
        RawClient silent = door.gateway.login("silent")) {
      TestGateway.await("silence", () -> client(door, "silent").path("silenceMs").asLong() > 300);
      assertThat(found(door).path("items")).isEmpty();
      assertThat(client(door, "silent").path("stale").asBoolean()).isFalse();
      assertThat(silent.socket.isClosed()).isFalse();
      assertThat(door.get("/api/v1/clients?stale=true&presence=offline").status()).isEqualTo(400);
      assertThat(door.get("/api/v1/clients?stale=yes").status()).isEqualTo(400);
    }
  }

  private static void say(RawClient client) {
    try {
      client.send(new Frame.Ping(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
