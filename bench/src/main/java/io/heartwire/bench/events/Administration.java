package io.heartwire.bench.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Predicate;

/** Asks a gateway how it is. */
final class Administration {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final int port;

  Administration(int port) {
    this.port = port;
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
            .timeout(PATIENCE)
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(path + " answers " + answer.statusCode() + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  /** Asks until {@code wanted}; throws with the last answer when the time is up. */
  JsonNode await(String path, Duration limit, Predicate<JsonNode> wanted)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    while (true) {
      JsonNode answer = get(path);
      if (wanted.test(answer)) {
        return answer;
      }
      if (System.nanoTime() - began > limit.toNanos()) {
        throw new IOException(
            path + " did not come to what it should in " + limit.toSeconds() + " s: " + answer);
      }
      Thread.sleep(200);
    }
  }
}
