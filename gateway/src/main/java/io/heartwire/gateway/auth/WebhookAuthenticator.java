package io.heartwire.gateway.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.core.time.NanoClock;
import io.heartwire.gateway.config.WebhookAuthConfig;
import io.heartwire.gateway.event.Signature;
import io.heartwire.gateway.session.Addresses;
import io.heartwire.gateway.session.Authenticator;
import io.heartwire.gateway.session.Identity;
import io.heartwire.gateway.session.Login;
import io.heartwire.gateway.session.Tags;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Asks another system, over HTTP, who may log in. Thread safe, and never blocks.
 *
 * <p>200 with {@code {"allow": true}} is a yes, {@code {"allow": false}}, 401 and 403 are a no;
 * everything else means that the other system is out of order, and the client is told to come back
 * later. As many requests are under way as logins may be. Of an answer 16 KiB are read.
 */
public final class WebhookAuthenticator implements Authenticator {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_BYTES = 16_384;

  private final WebhookAuthConfig config;
  private final Signature signature;
  private final HttpClient http;
  private final AcceptedLogins accepted;

  /**
   * Asks as {@code config} says.
   *
   * @param executor where answers are read
   */
  public WebhookAuthenticator(
      WebhookAuthConfig config, InstantSource wallClock, NanoClock clock, Executor executor) {
    this.config = config;
    this.signature = new Signature(config.secret(), wallClock);
    this.accepted = new AcceptedLogins(config.cache(), clock);
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(config.timeout())
            .executor(executor)
            .build();
  }

  @Override
  public CompletionStage<Outcome> authenticate(Login login) {
    Optional<Outcome.Accepted> known = accepted.find(login);
    if (known.isPresent()) {
      return CompletableFuture.completedFuture(known.get());
    }
    var body = new ByteArrayOutputStream();
    return http.sendAsync(
            request(login),
            HttpResponse.BodyHandlers.ofByteArrayConsumer(
                part -> part.ifPresent(bytes -> keep(body, bytes))))
        // The limit of the request ends with the first byte of the answer.
        .orTimeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(answer -> judge(login, answer.statusCode(), body.toByteArray()));
  }

  private HttpRequest request(Login login) {
    ObjectNode question = JSON.createObjectNode();
    question.put("clientId", login.clientId().value());
    question.put("user", login.user());
    question.put("credential", login.credential());
    question.put("listener", login.listener());
    question.put("address", Addresses.text(login.remoteAddress()));
    question.put("version", login.version());
    question.put("certified", login.certified());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(config.url()))
            .timeout(config.timeout())
            .header("Content-Type", "application/json");
    if (!config.token().isEmpty()) {
      request.header("Authorization", "Bearer " + config.token());
    }
    return signature.post(request, question.toString());
  }

  private static void keep(ByteArrayOutputStream body, byte[] part) {
    body.write(part, 0, Math.min(part.length, MOST_BYTES - body.size()));
  }

  private Outcome judge(Login login, int status, byte[] body) {
    if (status == 401 || status == 403) {
      return new Outcome.Refused("auth.webhook answered " + status);
    }
    if (status != 200) {
      throw new IllegalStateException("auth.webhook answered " + status + ", not 200");
    }
    JsonNode answer = read(body);
    if (!answer.path("allow").isBoolean()) {
      throw new IllegalStateException("the answer of auth.webhook has no allow, true or false");
    }
    if (!answer.path("allow").booleanValue()) {
      return new Outcome.Refused(
          "auth.webhook says: " + OneLine.of(answer.path("reason").asText("no")));
    }
    var yes = new Outcome.Accepted(identity(answer, login));
    accepted.keep(login, yes);
    return yes;
  }

  private static JsonNode read(byte[] body) {
    try {
      return JSON.readTree(new String(body, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the answer of auth.webhook is no JSON", e);
    }
  }

  private static Identity identity(JsonNode answer, Login login) {
    try {
      List<String> tags = new ArrayList<>();
      answer.path("tags").forEach(tag -> tags.add(tag.asText()));
      String user = answer.path("user").asText(login.user());
      return new Identity(
              Optional.of(user).filter(it -> !it.isEmpty()),
              answer.path("group").asText(Identity.DEFAULT_GROUP),
              tags.isEmpty() ? Tags.NONE : new Tags(tags),
              answer.hasNonNull("expiresAt")
                  ? Optional.of(Instant.parse(answer.get("expiresAt").asText()))
                  : Optional.empty())
          .with(login.tags());
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IllegalStateException(
          "the answer of auth.webhook: " + OneLine.of(e.getMessage()), e);
    }
  }
}
