package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.gateway.RawClient;
import io.heartwire.gateway.TestGateway;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventsResourceTest {

  private static void comeAndGo(AdminDoor door, int clients) throws IOException {
    for (int i = 0; i < clients; i++) {
      door.gateway.login("dev-" + i).close();
    }
    TestGateway.await(
        "the events", () -> door.gateway.gateway.engine().latestEvent() == 2L * clients);
  }

  @Test
  void listsCloudEventsByCursor() throws IOException {
    try (AdminDoor door = AdminDoor.with("presence.grace", "off")) {
      comeAndGo(door, 3);

      JsonNode page = door.get("/api/v1/events?after=1&limit=2").json();
      assertThat(page.path("items")).hasSize(2);
      assertThat(page.path("total").asInt()).isEqualTo(5);
      assertThat(page.path("next").asText()).isEqualTo("3");
      JsonNode event = page.path("items").get(0);
      assertThat(event.path("specversion").asText()).isEqualTo("1.0");
      assertThat(event.path("id").asText()).isEqualTo("2");
      assertThat(event.path("source").asText()).isEqualTo("/heartwire/local");
      assertThat(event.path("type").asText()).startsWith("io.heartwire.");
      assertThat(event.path("subject").asText()).startsWith("dev-");
      assertThat(event.path("data").isObject()).isTrue();

      assertThat(door.get("/api/v1/events?after=6").json().path("next").isNull()).isTrue();
      JsonNode latest = door.get("/api/v1/events?latest=true&limit=2").json().path("items");
      assertThat(latest).extracting(it -> it.path("id").asText()).containsExactly("5", "6");
    }
  }

  @Test
  void refusesACursorThatIsNone() {
    try (AdminDoor door = AdminDoor.with()) {
      assertThat(door.get("/api/v1/events?after=soon").status()).isEqualTo(400);
      assertThat(door.get("/api/v1/events/stream?after=-1").status()).isEqualTo(400);
      assertThat(door.get("/api/v1/events?latest=perhaps").text()).contains("true or false");
    }
  }

  @Test
  void streamsWhatWasAndWhatComesFromTheCursorOn() throws IOException {
    try (AdminDoor door = AdminDoor.with("presence.grace", "off")) {
      comeAndGo(door, 1);
      HttpURLConnection stream = open(door, "1");
      try (var lines =
          new BufferedReader(
              new InputStreamReader(stream.getInputStream(), StandardCharsets.UTF_8))) {
        assertThat(stream.getContentType()).startsWith("text/event-stream");
        assertThat(ids(lines, 1)).containsExactly("id: 2");
        try (RawClient ignored = door.gateway.login("later")) {
          assertThat(ids(lines, 1)).containsExactly("id: 3");
        }
        assertThat(ids(lines, 1)).containsExactly("id: 4");
      } finally {
        stream.disconnect();
      }
    }
  }

  private static HttpURLConnection open(AdminDoor door, String lastEventId) throws IOException {
    URI uri = URI.create(door.server.uri() + "/api/v1/events/stream");
    HttpURLConnection stream = (HttpURLConnection) uri.toURL().openConnection();
    stream.setReadTimeout(10_000);
    stream.setRequestProperty("Last-Event-ID", lastEventId);
    return stream;
  }

  private static List<String> ids(BufferedReader lines, int count) throws IOException {
    List<String> ids = new ArrayList<>();
    while (ids.size() < count) {
      String line = lines.readLine();
      assertThat(line).as("the stream has ended").isNotNull();
      if (line.startsWith("id: ")) {
        ids.add(line);
      }
    }
    return ids;
  }

  @Test
  void showsWhatBecameOfAClientAndOfAUser() throws IOException {
    try (AdminDoor door = AdminDoor.with("presence.grace", "30s")) {
      RawClient client = door.gateway.login("dev-1");
      client.socket.setSoLinger(true, 0);
      client.close();
      TestGateway.await("its grace", () -> door.gateway.gateway.engine().counts().inGrace() == 1);

      JsonNode view = door.get("/api/v1/clients/dev-1").json();
      assertThat(view.path("state").asText()).isEqualTo("IN_GRACE");
      assertThat(view.path("presence").path("reason").asText()).isIn("RESET", "FIN");
      assertThat(view.path("transitions").get(0).path("type").asText())
          .isEqualTo("io.heartwire.online");
      JsonNode status = door.get("/api/v1/status").json();
      assertThat(status.path("inGrace").asInt()).isEqualTo(1);
      assertThat(status.path("offline").asInt()).isZero();
      assertThat(door.get("/metrics").text()).contains("heartwire_in_grace 1.0");
      assertThat(door.get("/api/v1/users/nobody").status()).isEqualTo(404);
    }
  }
}
