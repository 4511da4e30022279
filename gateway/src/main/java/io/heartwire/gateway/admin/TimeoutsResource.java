package io.heartwire.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.gateway.cluster.Timeout;
import io.heartwire.gateway.cluster.Timeouts;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code /api/v1/timeouts}: moments that come out as events. */
final class TimeoutsResource {
  private static final char CURSOR = 't';
  private static final int MOST_BYTES = 4 * Timeout.MAX_PAYLOAD_BYTES;
  private static final long DURABLE_SECONDS = 10;
  private static final Set<String> MEMBERS = Set.of("at", "after", "payload");

  private final AdminSources sources;
  private final Timeouts timeouts;
  private final ObjectMapper json;

  TimeoutsResource(AdminSources sources, ObjectMapper json) {
    this.sources = sources;
    this.timeouts = sources.engine().timeouts();
    this.json = json;
  }

  /** One in the list. */
  record Head(String id, Instant at) {}

  /** One in full. */
  record View(String id, Instant at, JsonNode payload) {}

  /**
   * The answer to a PUT.
   *
   * @param replaced true if it took the place of one of the same name
   */
  record Kept(String id, Instant at, boolean replaced) {}

  /** The answer to a DELETE. */
  record Cancelled(String id) {}

  void list(Context request) {
    Query query = Query.of(request, "limit", "after");
    Timeouts.Page page = page(query.after(CURSOR), query.limit());
    List<Head> heads = page.timeouts().stream().map(it -> new Head(it.id(), it.at())).toList();
    request.json(
        new Listing<>(
            heads,
            Math.max(timeouts.figures().pending(), heads.size()),
            page.next().map(next -> Query.cursor(CURSOR, next))));
  }

  private Timeouts.Page page(Optional<String> after, int limit) {
    try {
      return timeouts.page(after, limit);
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest(String.valueOf(e.getMessage()));
    }
  }

  void show(Context request) {
    Query.of(request);
    Timeout found = timeouts.find(id(request)).orElseThrow(() -> unknown(id(request)));
    request.json(new View(found.id(), found.at(), RequestBody.read(json, found.payload())));
  }

  void set(Context request) {
    Query.of(request);
    String id = id(request);
    JsonNode body = RequestBody.of(request, json, MOST_BYTES, TimeoutsResource::expected);
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!MEMBERS.contains(name)) {
                throw expected("'" + name + "' is not known here");
              }
            });
    Timeout timeout = timeout(id, at(body), body.path("payload"));
    Timeouts.Answer answer = durable(timeouts.set(timeout));
    if (answer instanceof Timeouts.Answer.Full full) {
      throw new Refusal(429, "Too many timeouts", full.why());
    }
    boolean replaced = answer instanceof Timeouts.Answer.Kept kept && kept.replaced();
    request.status(replaced ? 200 : 201).json(new Kept(id, timeout.at(), replaced));
  }

  private static Timeout timeout(String id, Instant at, JsonNode payload) {
    try {
      return new Timeout(id, at, payload.isMissingNode() ? "null" : payload.toString());
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private Instant at(JsonNode body) {
    JsonNode at = body.path("at");
    JsonNode after = body.path("after");
    if (at.isMissingNode() == after.isMissingNode()) {
      throw expected("the body has " + (at.isMissingNode() ? "neither" : "both") + " at and after");
    }
    try {
      return after.isMissingNode()
          ? Instant.parse(at.asText())
          : sources.wallClock().instant().plus(duration(after));
    } catch (DateTimeException | ArithmeticException e) {
      throw expected("'" + (after.isMissingNode() ? at : after).asText() + "' is no such time");
    }
  }

  private static Duration duration(JsonNode after) {
    return Optional.ofNullable(after.textValue())
        .flatMap(Query::duration)
        .orElseThrow(() -> expected("'" + after.asText() + "' is no such time"));
  }

  void cancel(Context request) {
    Query.of(request);
    String id = id(request);
    if (!durable(timeouts.cancel(id))) {
      throw unknown(id);
    }
    request.json(new Cancelled(id));
  }

  private <T> T durable(CompletionStage<T> change) {
    try {
      return change.toCompletableFuture().get(DURABLE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw notDurable(
          sources
              .engine()
              .health()
              .problem()
              .orElse("the disk has not taken it for " + DURABLE_SECONDS + " s"));
    } catch (ExecutionException e) {
      throw notDurable(String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notDurable("the gateway is being stopped");
    }
  }

  private static Refusal notDurable(String why) {
    return new Refusal(
        503,
        "Not durable",
        "this is not durable yet, and may still become so ("
            + why
            + "): ask again; the same id makes one timeout");
  }

  private static String id(Context request) {
    String id = request.pathParam("id");
    String problem = Timeout.problemWith(id);
    if (!problem.isEmpty()) {
      throw Refusal.badRequest(problem);
    }
    return id;
  }

  private static Refusal unknown(String id) {
    return Refusal.notFound(
        "no timeout " + id + " is pending: it has come out, was cancelled, or never was set");
  }

  private static Refusal expected(String but) {
    return Refusal.badRequest(
        but
            + ": send {\"after\": \"90s\", \"payload\": any JSON}, or \"at\":"
            + " \"2026-01-31T12:00:00Z\" instead of \"after\"");
  }
}
