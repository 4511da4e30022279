package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.gateway.RawClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** One client, followed across its reconnects. */
class TraceResourceTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** One that follows dev-1, by hand. */
  private static final class Follower implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader lines;

    Follower(AdminDoor door, String query) throws IOException {
      socket = new Socket(door.server.address().getAddress(), door.server.address().getPort());
      socket.setSoTimeout(10_000);
      String request =
          "GET /api/v1/clients/dev-1/trace"
              + query
              + " HTTP/1.1\r\nHost: localhost:"
              + socket.getPort()
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The next step of this kind whose words contain this. */
    JsonNode step(String what, String words) throws IOException {
      while (true) {
        String line = lines.readLine();
        assertThat(line).as("the stream ended before: " + what + " " + words).isNotNull();
        if (line.startsWith("data: ")) {
          JsonNode step = JSON.readTree(line.substring(6));
          if (step.path("what").asText().equals(what)
              && step.path("words").asText().contains(words)) {
            return step;
          }
        }
      }
    }

    boolean endsByItself() throws IOException {
      String line = lines.readLine();
      while (line != null && !line.equals("0")) {
        line = lines.readLine();
      }
      return true;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void followsAClientFromBeforeItsLoginToItsNextOne() throws IOException {
    try (AdminDoor door = AdminDoor.with("breaker.mode", "off");
        Follower follower = new Follower(door, "")) {
      follower.step("left", "not attached");
      RawClient first = door.gateway.login("dev-1");
      JsonNode attached = follower.step("attached", "epoch");
      follower.step("event", "online");
      try (RawClient second = door.gateway.login("dev-1")) {
        JsonNode left = follower.step("left", "TAKEN_OVER");
        assertThat(left.at("/disconnect/reason").asText()).isEqualTo("TAKEN_OVER");
        assertThat(follower.step("attached", "epoch").path("words").asText())
            .isNotEqualTo(attached.path("words").asText());
        assertThat(second.socket.isConnected()).isTrue();
      } finally {
        first.close();
      }
      follower.step("left", "");
    }
  }

  @Test
  void tellsSuspicionAndTheKernelsView() throws IOException {
    try (AdminDoor door =
            AdminDoor.with(
                "breaker.mode", "off", "liveness.interval", "1s", "liveness.timeout", "3s");
        RawClient client = door.gateway.login("dev-1");
        Follower follower = new Follower(door, "?for=1m")) {
      follower.step("state", "ALIVE");
      JsonNode suspected = follower.step("state", "ALIVE -> ");
      assertThat(suspected.path("kernel").path("state").asText()).isEqualTo("ESTABLISHED");
      JsonNode left = follower.step("left", "DETECTOR");
      assertThat(left.at("/disconnect/silenceMs").asLong()).isGreaterThanOrEqualTo(3_000);
      assertThat(client.socket.isConnected()).isTrue();
    }
  }

  @Test
  void endsInTimeAndRefusesATimeThatIsNone() throws IOException {
    try (AdminDoor door = AdminDoor.with();
        Follower follower = new Follower(door, "?for=1s")) {
      assertThat(follower.endsByItself()).isTrue();
      assertThat(door.get("/api/v1/clients/dev-1/trace?for=2h").status()).isEqualTo(400);
      assertThat(door.get("/api/v1/clients/dev-1/trace?for=x").text()).contains("1s to 1h");
    }
  }
}
