package io.heartwire.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * A gateway's administration interface, as a client sees it. Failures are {@link CommandFailure}s.
 */
final class AdminApi {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
  private static final int UNAVAILABLE = 503;
  static final int PAGE = 1_000;

  private final URI base;
  private final String token;
  private final HttpClient http;

  /** At {@code base}; {@code token} may be empty. Without {@code trust} it is this Java's. */
  AdminApi(URI base, String token, Optional<SSLContext> trust) {
    this.base = base;
    this.token = token;
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_LIMIT);
    trust.ifPresent(builder::sslContext);
    this.http = builder.build();
  }

  /** The part of a path that names something: every reserved character escaped. */
  static String segment(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  JsonNode get(String path) {
    return send("GET", path, BodyPublishers.noBody());
  }

  JsonNode delete(String path) {
    return send("DELETE", path, BodyPublishers.noBody());
  }

  JsonNode post(String path, JsonNode body) {
    return send("POST", path, BodyPublishers.ofString(body.toString()));
  }

  JsonNode put(String path, JsonNode body) {
    return send("PUT", path, BodyPublishers.ofString(body.toString()));
  }

  /**
   * A list as the gateway answers it ({@code items}, {@code total}, {@code next}), with up to
   * {@code limit} items on one page.
   *
   * @param conditions what else is asked, each beginning with {@code &}
   */
  ObjectNode list(String path, int limit, String conditions) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    JsonNode answer;
    String next = "";
    do {
      String page = path + "?limit=" + Math.min(PAGE, limit - all.size()) + conditions;
      answer = get(next.isEmpty() ? page : page + "&after=" + segment(next));
      answer.path("items").forEach(all::add);
      next = answer.path("next").asText("");
    } while (all.size() < limit && !next.isEmpty() && !answer.path("items").isEmpty());
    ObjectNode list = JsonNodeFactory.instance.objectNode();
    list.set("items", all);
    list.set("total", answer.path("total"));
    list.set("next", answer.path("next"));
    if (answer.has("missing")) {
      list.set("missing", answer.path("missing"));
    }
    return list;
  }

  /** What {@code /readyz} says; a no is a failure. */
  JsonNode readiness() {
    HttpResponse<String> response = exchange("GET", "/readyz", BodyPublishers.noBody());
    if (response.statusCode() == UNAVAILABLE) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "the gateway at "
              + base
              + " is not ready ("
              + json(response).path("status").asText()
              + "): send no clients to it; 'heartwire status' shows how far a drain has come");
    }
    return answerOf(response);
  }

  /** Writes an answer of bytes to {@code file}, which must not be there; all of it, or nothing. */
  void download(String path, Path file) {
    HttpRequest request = request("/api/v1" + path).timeout(ANSWER_LIMIT).build();
    try {
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() >= 400) {
        throw new CommandFailure(
            ExitCode.FAILED, Console.JSON.readTree(response.body()).path("detail").asText());
      }
      Files.write(file, response.body(), StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED, file + " could not be written: " + CommandFailure.sentenceOf(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.FAILED, "interrupted while reading from " + base);
    }
  }

  /** Hands on each line of an answer that does not end, until it does. */
  void follow(String path, Consumer<String> lines) {
    HttpRequest request =
        request("/api/v1" + path)
            .header("Accept", "text/event-stream, application/problem+json")
            .build();
    try {
      HttpResponse<Stream<String>> response =
          http.send(request, HttpResponse.BodyHandlers.ofLines());
      try (Stream<String> body = response.body()) {
        if (response.statusCode() >= 400) {
          throw new CommandFailure(
              ExitCode.FAILED,
              Console.JSON.readTree(body.collect(Collectors.joining())).path("detail").asText());
        }
        body.forEach(lines);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new CommandFailure(
          ExitCode.NO_GATEWAY,
          "the gateway at " + base + " is not there any more: " + CommandFailure.sentenceOf(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.FAILED, "interrupted while following " + base);
    }
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path));
    return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
  }

  private JsonNode send(String method, String path, BodyPublisher body) {
    return answerOf(exchange(method, "/api/v1" + path, body));
  }

  private HttpResponse<String> exchange(String method, String path, BodyPublisher body) {
    HttpRequest request =
        request(path)
            .timeout(ANSWER_LIMIT)
            .header("Accept", "application/json, application/problem+json")
            .header("Content-Type", "application/json")
            .method(method, body)
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (ConnectException e) {
      throw new CommandFailure(
          ExitCode.NO_GATEWAY,
          "no gateway answers at "
              + base
              + ": start one with './heartwire serve', or name its address with --admin");
    } catch (HttpTimeoutException e) {
      throw new CommandFailure(
          ExitCode.NO_GATEWAY,
          base + " did not answer in time: is that the administration port of a gateway?");
    } catch (SSLException e) {
      throw new CommandFailure(
          ExitCode.NO_GATEWAY,
          "TLS with "
              + base
              + " failed ("
              + CommandFailure.sentenceOf(e)
              + "): name its authority with --ca, and call it by the name in its certificate; or"
              + " does it speak no TLS (http://)?");
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.NO_GATEWAY,
          "the gateway at "
              + base
              + " could not be asked: "
              + CommandFailure.sentenceOf(e)
              + (base.getScheme().equals("http") ? "; does it speak TLS (https://)?" : ""));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.FAILED, "interrupted while waiting for " + base);
    }
  }

  private JsonNode answerOf(HttpResponse<String> response) {
    JsonNode answer = json(response);
    if (response.statusCode() >= 400) {
      String title = answer.path("title").asText("HTTP " + response.statusCode());
      String detail = answer.path("detail").asText("");
      throw CommandFailure.answered(response.statusCode(), detail.isEmpty() ? title : detail);
    }
    return answer;
  }

  private JsonNode json(HttpResponse<String> response) {
    try {
      return Console.JSON.readTree(response.body().isEmpty() ? "{}" : response.body());
    } catch (JsonProcessingException e) {
      throw new CommandFailure(
          ExitCode.NO_GATEWAY,
          base
              + " answered "
              + response.statusCode()
              + " with something that is not JSON: is that a gateway?");
    }
  }
}
