package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.heartwire.gateway.TestGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** A target may be alive and unhealthy: what it says is judged by the health rules. */
class TargetHealthTest {
  private volatile String answer = "{\"battery\": 0.9}";

  private HttpServer device() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/health",
        exchange -> {
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static void awaitHealth(AdminDoor door, String word) {
    TestGateway.await(
        "the target to be " + word,
        () -> target(door).path("health").path("state").asText().equals(word));
  }

  private static JsonNode target(AdminDoor door) {
    return door.get("/api/v1/targets/pump").json();
  }

  private static List<JsonNode> told(AdminDoor door) {
    JsonNode items = door.get("/api/v1/events").json().path("items");
    return StreamSupport.stream(items.spliterator(), false)
        .filter(it -> it.path("type").asText().equals("io.heartwire.target.health"))
        .map(it -> it.path("data"))
        .toList();
  }

  @Test
  void aTargetWithALowBatteryIsAliveAndUnhealthyUntilItIsCharged() throws IOException {
    HttpServer device = device();
    try (AdminDoor door =
        AdminDoor.with(
            "health.rules.low.when", "status.battery < 0.2", "health.rules.low.for", "1")) {
      String url = "http://127.0.0.1:" + device.getAddress().getPort() + "/health";
      door.send(
          "PUT",
          "/api/v1/targets/pump",
          "{\"probe\":\"http\",\"url\":\"" + url + "\",\"interval\":\"500ms\"}");
      awaitHealth(door, "healthy");

      answer = "{\"battery\": 0.05}";
      awaitHealth(door, "unhealthy");
      assertThat(target(door).path("state").asText()).isEqualTo("alive");
      assertThat(target(door).path("health").path("rule").asText()).isEqualTo("low");

      answer = "{\"battery\": 0.9}";
      awaitHealth(door, "healthy");
      TestGateway.await("both are told", () -> told(door).size() == 2);
      assertThat(told(door).get(0).path("target").asText()).isEqualTo("pump");
      assertThat(told(door))
          .extracting(it -> it.path("to").asText())
          .containsExactly("unhealthy", "healthy");
    } finally {
      device.stop(0);
    }
  }
}
