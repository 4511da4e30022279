package io.heartwire.gateway.transport.http;

import io.netty.handler.codec.http.FullHttpResponse;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Answers the requests that are no WebSocket. Thread safe. */
@FunctionalInterface
public interface HttpRoutes {
  /** Has no route at all. */
  HttpRoutes NONE = exchange -> Optional.empty();

  /** These, and {@code others} where these have no route. */
  default HttpRoutes or(HttpRoutes others) {
    return exchange -> answer(exchange).or(() -> others.answer(exchange));
  }

  /**
   * The answer to {@code exchange}; empty if no route has its path, which is answered 404. Called
   * on the event loop of the connection, must not block. The stage may complete on any thread,
   * within the login deadline, or the client is answered 503; a failed stage is answered 500.
   * {@link HttpAnswers} makes answers; length and keep-alive are set by the caller.
   */
  Optional<CompletionStage<FullHttpResponse>> answer(HttpExchange exchange);
}
