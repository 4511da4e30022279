package io.heartwire.gateway.transport.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.gateway.lease.Reply;
import io.heartwire.gateway.lease.Reply.Why;
import io.heartwire.gateway.session.Session;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What clients that hold no connection are answered. Thread safe. */
final class HeartbeatAnswers {
  private final InstantSource wallClock;

  /**
   * What became of one of a batch.
   *
   * @param clientId whose it was
   * @param reply the answer; empty if it was malformed
   * @param problem why it was
   */
  record Result(String clientId, Optional<Reply> reply, String problem) {}

  HeartbeatAnswers(InstantSource wallClock) {
    this.wallClock = wallClock;
  }

  FullHttpResponse malformed(String detail) {
    return HttpAnswers.problem(HttpResponseStatus.BAD_REQUEST, detail);
  }

  FullHttpResponse notAllowed(String allowed) {
    FullHttpResponse response =
        HttpAnswers.problem(
            HttpResponseStatus.METHOD_NOT_ALLOWED, "this takes " + allowed + ": use one of them");
    response.headers().set(HttpHeaderNames.ALLOW, allowed);
    return response;
  }

  FullHttpResponse of(Reply reply) {
    if (!(reply instanceof Reply.Refused refused)) {
      return json(described(reply));
    }
    FullHttpResponse response = HttpAnswers.problem(status(refused.why()), refused.detail());
    if (refused.why() == Why.CREDENTIAL) {
      response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
    }
    refused
        .retryAfter()
        .ifPresent(wait -> response.headers().set(HttpHeaderNames.RETRY_AFTER, seconds(wait)));
    return response;
  }

  FullHttpResponse ofMany(List<Result> results) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("serverTime", wallClock.instant().toString());
    ArrayNode all = json.putArray("results");
    results.forEach(result -> all.add(item(result)));
    return json(json);
  }

  private ObjectNode item(Result result) {
    if (result.reply().isEmpty()) {
      return problem(result.clientId(), 400, result.problem());
    }
    Reply reply = result.reply().get();
    if (!(reply instanceof Reply.Refused refused)) {
      ObjectNode json = described(reply);
      json.put("status", HttpResponseStatus.OK.code());
      return json;
    }
    ObjectNode json = problem(result.clientId(), status(refused.why()).code(), refused.detail());
    refused.retryAfter().ifPresent(wait -> json.put("retryAfterSeconds", seconds(wait)));
    return json;
  }

  private static ObjectNode problem(String clientId, int status, String detail) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("clientId", clientId).put("status", status).put("detail", detail);
    return json;
  }

  private ObjectNode described(Reply reply) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (reply instanceof Reply.Alive alive) {
      session(json, alive.session());
      json.put("intervalMs", alive.policy().interval().toMillis());
      json.put("timeoutMs", alive.policy().timeout().toMillis());
      json.put("sighted", alive.sighted());
      json.put("listener", alive.session().listener());
      directives(json.putArray("directives"), alive);
    } else if (reply instanceof Reply.Ended ended) {
      session(json, ended.session());
      json.put("ended", true);
    }
    json.put("serverTime", wallClock.instant().toString());
    return json;
  }

  private static void session(ObjectNode json, Session session) {
    json.put("clientId", session.clientId().value());
    json.put("sessionId", session.sessionId());
    json.put("epoch", session.epoch());
  }

  private static void directives(ArrayNode directives, Reply.Alive alive) {
    if (alive.staleGroupVersion() != 0) {
      directives
          .addObject()
          .put("type", "stale-group")
          .put("group", alive.session().group())
          .put("version", alive.staleGroupVersion());
    }
  }

  private static FullHttpResponse json(ObjectNode json) {
    return HttpAnswers.json(
        HttpResponseStatus.OK, json.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Up to whole seconds: who comes a moment early would be refused again. */
  private static long seconds(Duration wait) {
    return Math.max(1, wait.plusMillis(999).toSeconds());
  }

  private static HttpResponseStatus status(Why why) {
    return switch (why) {
      case BAD_REQUEST -> HttpResponseStatus.BAD_REQUEST;
      case CREDENTIAL -> HttpResponseStatus.UNAUTHORIZED;
      case FORBIDDEN -> HttpResponseStatus.FORBIDDEN;
      case NOT_HELD -> HttpResponseStatus.NOT_FOUND;
      case CONFLICT -> HttpResponseStatus.CONFLICT;
      case LATER -> HttpResponseStatus.TOO_MANY_REQUESTS;
      case FULL, UNAVAILABLE -> HttpResponseStatus.SERVICE_UNAVAILABLE;
    };
  }
}
