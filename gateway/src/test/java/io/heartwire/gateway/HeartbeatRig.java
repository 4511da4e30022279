package io.heartwire.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.lease.TokenBook;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A gateway with an HTTP door, and a client without a connection of its own. */
final class HeartbeatRig implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  final TestGateway it;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  HeartbeatRig(String... keysAndValues) {
    this.it = TestGateway.with(keysAndValues);
  }

  /** An answer: its status, its headers, and its body as JSON. */
  record Answer(int status, HttpResponse<String> response) {
    JsonNode json() {
      try {
        return JSON.readTree(response.body());
      } catch (JsonProcessingException e) {
        throw new AssertionError("no JSON: " + response.body(), e);
      }
    }

    String detail() {
      return json().path("detail").asText();
    }

    String type() {
      return response.headers().firstValue("content-type").orElse("");
    }
  }

  String url(String path) {
    return "http://127.0.0.1:" + it.gateway.ports().get(Doors.HTTP).getPort() + path;
  }

  Answer put(String clientId, String body) {
    return send(request("/v1/heartbeats/" + clientId).PUT(BodyPublishers.ofString(body)));
  }

  Answer put(String clientId, String body, String credential) {
    return send(
        request("/v1/heartbeats/" + clientId)
            .header("Authorization", "Bearer " + credential)
            .PUT(BodyPublishers.ofString(body)));
  }

  Answer delete(String clientId) {
    return send(request("/v1/heartbeats/" + clientId).DELETE());
  }

  Answer get(String path) {
    return send(request(path).GET());
  }

  Answer post(String path, String body) {
    return send(request(path).POST(BodyPublishers.ofString(body)));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url(path))).timeout(Duration.ofSeconds(10));
  }

  Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response);
    } catch (IOException e) {
      throw new AssertionError("no answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  TokenBook.Made token(String clientId) {
    var owner = new TokenBook.Owner(new ClientId(clientId), Optional.empty(), "default");
    return (TokenBook.Made)
        it.gateway
            .leases()
            .tokens()
            .make("of-" + clientId, owner, Optional.empty())
            .toCompletableFuture()
            .join();
  }

  List<EventType> events(String clientId) {
    return it.gateway.engine().history(new ClientId(clientId), 100).stream()
        .map(Event::type)
        .toList();
  }

  void awaitEvent(String clientId, EventType type) {
    TestGateway.await(clientId + " is told " + type, () -> events(clientId).contains(type));
  }

  @Override
  public void close() {
    it.close();
  }
}
