package io.heartwire.gateway.transport.http;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.transport.Goodbyes;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Somebody is to go as soon as there is a request to answer. */
record Sentence(Disconnect disconnect, Farewell farewell) {
  /** What the request is answered. */
  FullHttpResponse answer() {
    if (disconnect.reason() == DisconnectReason.AUTHENTICATION_FAILED) {
      return HttpAnswers.problem(HttpResponseStatus.FORBIDDEN, Goodbyes.detail(disconnect));
    }
    FullHttpResponse response =
        HttpAnswers.problem(
            HttpResponseStatus.SERVICE_UNAVAILABLE, disconnect.detail() + ": come back");
    farewell
        .retryAfter()
        .ifPresent(
            wait ->
                response.headers().set(HttpHeaderNames.RETRY_AFTER, Math.max(1, wait.toSeconds())));
    return response;
  }
}
