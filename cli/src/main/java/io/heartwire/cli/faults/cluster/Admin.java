package io.heartwire.cli.faults.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks the gateways as operators do, whichever answers. Used by one thread. */
final class Admin {
  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final int OK = 200;
  private static final int PAGE = 1_000;
  private static final int PREFIX = "io.heartwire.".length();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(BOUND).build();
  private final List<Integer> ports;

  /** Their ports for it. */
  Admin(List<Integer> ports) {
    this.ports = ports;
  }

  /** How many clients are attached or in grace, as the first one says; empty if none answers. */
  Optional<Long> present() {
    return get("/api/v1/status")
        .map(status -> status.path("attached").asLong() + status.path("inGrace").asLong());
  }

  /** All events about clients; empty if none answers. */
  Optional<List<Told>> events() {
    List<Told> all = new ArrayList<>();
    long after = 0;
    while (true) {
      Optional<JsonNode> page = get("/api/v1/events?limit=" + PAGE + "&after=" + after);
      if (page.isEmpty()) {
        return Optional.empty();
      }
      JsonNode items = page.get().path("items");
      for (JsonNode event : items) {
        after = event.path("sequence").asLong();
        if (event.has("epoch")) {
          all.add(told(event));
        }
      }
      if (items.isEmpty()) {
        return Optional.of(all);
      }
    }
  }

  private static Told told(JsonNode event) {
    return new Told(
        event.path("sequence").asLong(),
        event.path("type").asText().substring(PREFIX),
        event.path("subject").asText(),
        event.path("epoch").asLong());
  }

  private Optional<JsonNode> get(String path) {
    for (int port : ports) {
      try {
        HttpResponse<String> answer =
            http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(BOUND)
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == OK) {
          return Optional.of(JSON.readTree(answer.body()));
        }
      } catch (IOException e) {
        // It is down, or frozen: the next one may answer.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }
    return Optional.empty();
  }
}
