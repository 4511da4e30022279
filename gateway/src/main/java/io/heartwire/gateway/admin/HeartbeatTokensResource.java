package io.heartwire.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.HeartbeatToken;
import io.heartwire.gateway.lease.TokenBook;
import io.heartwire.gateway.session.Identity;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code /api/v1/heartbeat-tokens}: what clients report with that hold no connection. */
final class HeartbeatTokensResource {
  private static final char CURSOR = 'h';
  private static final long DURABLE_SECONDS = 10;
  private static final int MOST_USER_CHARACTERS = 256;
  private static final Set<String> MEMBERS = Set.of("clientId", "user", "group", "lasts");

  private final TokenBook tokens;
  private final ObjectMapper json;

  HeartbeatTokensResource(AdminSources sources, ObjectMapper json) {
    this.tokens = sources.leases().tokens();
    this.json = json;
  }

  /** One in the list, without what it would be worth. */
  record View(
      String id,
      String clientId,
      Optional<String> user,
      String group,
      Instant createdAt,
      Optional<Instant> expiresAt) {

    static View of(HeartbeatToken token) {
      return new View(
          token.id(),
          token.clientId().value(),
          token.user(),
          token.group(),
          token.createdAt(),
          token.expiresAt());
    }
  }

  /**
   * The answer to a PUT.
   *
   * @param secret told this once
   */
  record Made(String id, String clientId, Optional<Instant> expiresAt, String secret) {}

  /** The answer to a DELETE. */
  record Revoked(String id) {}

  void list(Context request) {
    Query query = Query.of(request, "limit", "after");
    Optional<String> after = query.after(CURSOR);
    List<HeartbeatToken> all = tokens.all();
    List<HeartbeatToken> rest =
        all.stream()
            .filter(token -> after.isEmpty() || token.id().compareTo(after.get()) > 0)
            .toList();
    List<View> page = rest.stream().limit(query.limit()).map(View::of).toList();
    Optional<String> next =
        rest.size() > page.size()
            ? Optional.of(Query.cursor(CURSOR, page.get(page.size() - 1).id()))
            : Optional.empty();
    request.json(new Listing<>(page, all.size(), next));
  }

  void make(Context request) {
    Query.of(request);
    String id = id(request);
    JsonNode body = RequestBody.of(request, json, HeartbeatTokensResource::expected);
    body.fieldNames()
        .forEachRemaining(
            name -> {
              if (!MEMBERS.contains(name)) {
                throw expected("'" + name + "' is not known here");
              }
            });
    TokenBook.Answer answer = durable(tokens.make(id, owner(body), lasts(body)));
    if (answer instanceof TokenBook.Made made) {
      HeartbeatToken token = made.token();
      request
          .status(201)
          .json(new Made(token.id(), token.clientId().value(), token.expiresAt(), made.secret()));
    } else if (answer instanceof TokenBook.Taken) {
      throw new Refusal(
          409, "Taken", "there is a token " + id + " already: revoke it first, or choose another");
    } else {
      throw new Refusal(
          429, "Too many tokens", TokenBook.MAX + " tokens of " + TokenBook.MAX + ": revoke some");
    }
  }

  private static TokenBook.Owner owner(JsonNode body) {
    String clientId = text(body, "clientId").orElse("");
    String problem = ClientId.problemWith(clientId);
    if (!problem.isEmpty()) {
      throw expected(problem);
    }
    try {
      String group = text(body, "group").orElse(Identity.DEFAULT_GROUP);
      return new TokenBook.Owner(
          new ClientId(clientId), new Identity(text(body, "user"), group).user(), group);
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private static Optional<String> text(JsonNode body, String name) {
    JsonNode value = body.path(name);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    String text = value.textValue();
    if (text == null || text.isEmpty() || text.length() > MOST_USER_CHARACTERS) {
      throw expected(name + " is no text of 1 to " + MOST_USER_CHARACTERS + " characters");
    }
    return Optional.of(text);
  }

  private static Optional<Duration> lasts(JsonNode body) {
    return text(body, "lasts")
        .map(
            text ->
                Query.duration(text)
                    .filter(time -> !time.isZero())
                    .orElseThrow(() -> expected("lasts ('" + text + "') is no such time")));
  }

  void revoke(Context request) {
    Query.of(request);
    String id = id(request);
    if (!durable(tokens.revoke(id))) {
      throw Refusal.notFound("there is no token " + id + ": it was revoked, or never made");
    }
    request.json(new Revoked(id));
  }

  private static <T> T durable(CompletionStage<T> change) {
    try {
      return change.toCompletableFuture().get(DURABLE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw notDurable("the disk has not taken it: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notDurable("the gateway is being stopped");
    }
  }

  private static Refusal notDurable(String why) {
    return new Refusal(
        503, "Not durable", why + ": look at the list of tokens before you ask again");
  }

  private static String id(Context request) {
    String id = request.pathParam("id");
    String problem = TokenBook.problemWith(id);
    if (!problem.isEmpty()) {
      throw Refusal.badRequest(problem);
    }
    return id;
  }

  private static Refusal expected(String but) {
    return Refusal.badRequest(
        but
            + ": send {\"clientId\": \"backup\"}, and if you like \"user\", \"group\", and \"lasts\""
            + " such as \"90d\"");
  }
}
