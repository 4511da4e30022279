package io.heartwire.gateway.transport.http;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * {@code GET /v1/endpoints?listener=tcp}: where clients may come in, one {@code host:port} a line.
 * For everybody: it says no more than a name server does. Thread safe.
 */
public final class EndpointRoutes implements HttpRoutes {
  private static final String PATH = "/v1/endpoints";
  private static final String LISTENER = "listener";
  private static final Set<String> LISTENERS =
      Set.of("tcp", "tls", "http", "https", "mqtt", "mqtts");
  private static final String USUAL = "tcp";
  private static final int MOST = 256;
  private static final String KEPT = "max-age=2";

  private final Function<String, List<String>> endpoints;

  /**
   * Answers {@code endpoints}.
   *
   * @param endpoints by the name of the listener; must not block
   */
  public EndpointRoutes(Function<String, List<String>> endpoints) {
    this.endpoints = endpoints;
  }

  @Override
  public Optional<CompletionStage<FullHttpResponse>> answer(HttpExchange exchange) {
    return exchange.path().equals(PATH)
        ? Optional.of(CompletableFuture.completedFuture(answerOf(exchange)))
        : Optional.empty();
  }

  private FullHttpResponse answerOf(HttpExchange exchange) {
    if (!exchange.request().method().equals(HttpMethod.GET)) {
      FullHttpResponse refused =
          HttpAnswers.problem(
              HttpResponseStatus.METHOD_NOT_ALLOWED, "endpoints can be read: use GET");
      refused.headers().set(HttpHeaderNames.ALLOW, "GET");
      return refused;
    }
    Optional<String> listener = listener(exchange.request().uri());
    if (listener.isEmpty()) {
      return HttpAnswers.problem(
          HttpResponseStatus.BAD_REQUEST,
          "the query must be listener=, with one of http, https, mqtt, mqtts, tcp, tls, or none"
              + " for tcp: correct it");
    }
    List<String> found = endpoints.apply(listener.get());
    FullHttpResponse answer =
        found.isEmpty() ? nowhere(listener.get()) : lines(found.subList(0, most(found)));
    // A page of another origin may read it: nobody's cookies matter here.
    answer.headers().set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    return answer;
  }

  private static Optional<String> listener(String uri) {
    try {
      Map<String, List<String>> query = new QueryStringDecoder(uri).parameters();
      if (query.isEmpty()) {
        return Optional.of(USUAL);
      }
      List<String> values = query.getOrDefault(LISTENER, List.of());
      return query.size() == 1 && values.size() == 1
          ? Optional.of(values.get(0)).filter(LISTENERS::contains)
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      // An address that is not percent-encoded UTF-8.
      return Optional.empty();
    }
  }

  private static int most(List<String> found) {
    return Math.min(MOST, found.size());
  }

  private static FullHttpResponse lines(List<String> endpoints) {
    byte[] text = (String.join("\n", endpoints) + "\n").getBytes(StandardCharsets.UTF_8);
    FullHttpResponse answer = HttpAnswers.text(HttpResponseStatus.OK, text);
    answer.headers().set(HttpHeaderNames.CACHE_CONTROL, KEPT);
    return answer;
  }

  private static FullHttpResponse nowhere(String listener) {
    FullHttpResponse answer =
        HttpAnswers.problem(
            HttpResponseStatus.SERVICE_UNAVAILABLE,
            "no gateway that takes clients says where its listener "
                + listener
                + " is reached: set advertise at each, or ask again once one is there");
    answer.headers().set(HttpHeaderNames.RETRY_AFTER, 2);
    return answer;
  }
}
