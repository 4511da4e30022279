package io.heartwire.cli.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.client.ClientState;
import io.heartwire.client.HeartwireClient;
import io.heartwire.client.HeartwireClientBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Gateways in processes of their own on one Redis, and requests to their administrations. */
final class ClusterLab implements AutoCloseable {
  static final Duration BOUND = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ProcessLab lab = new ProcessLab();
  private final HttpClient http = HttpClient.newHttpClient();
  private final RedisProcess redis;

  /** What a request was answered. */
  record Answer(int status, JsonNode body) {
    String text(String member) {
      return body.path(member).asText();
    }
  }

  ClusterLab(Path dir) throws IOException {
    redis = RedisProcess.start(lab, dir);
  }

  /** Where other processes may be started, which end with this. */
  ProcessLab processes() {
    return lab;
  }

  GatewayProcess serve(String node, String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "engine=redis",
                "redis.url=" + redis.url(),
                "node=" + node,
                "presence.grace=5s",
                "admission.rate=off"));
    settings.addAll(List.of(more));
    return GatewayProcess.start(lab, List.of(), settings.toArray(String[]::new));
  }

  /** A client of {@code gateway}, once it is online. */
  static HeartwireClient online(HeartwireClientBuilder builder, String id) {
    HeartwireClient client = builder.clientId(id).connect();
    Await.until(
        BOUND, () -> id + " " + client.state(), () -> client.state() instanceof ClientState.Online);
    return client;
  }

  /** Asks {@code gateway}; an empty body is none. */
  CompletableFuture<Answer> send(GatewayProcess gateway, String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + gateway.port("admin") + "/api/v1" + path))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .timeout(BOUND)
            .build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .thenApply(answer -> new Answer(answer.statusCode(), json(answer.body())));
  }

  /** The same, waiting for the answer. */
  Answer ask(GatewayProcess gateway, String method, String path, String body) {
    return send(gateway, method, path, body).join();
  }

  private static JsonNode json(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new AssertionError(body, e);
    }
  }

  @Override
  public void close() {
    lab.close();
  }
}
