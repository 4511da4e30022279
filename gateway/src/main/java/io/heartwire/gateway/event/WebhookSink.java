package io.heartwire.gateway.event;

import io.heartwire.gateway.cluster.Event;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts events to a URL, as a batch of CloudEvents. Taken is what is answered with 2xx; anything
 * else, redirects too, is tried again. The whole exchange has a time limit, however long the other
 * side talks.
 */
final class WebhookSink implements EventSink {
  /** Asks for patience: timeout, too early, too many requests. */
  private static final Set<Integer> BUSY = Set.of(408, 425, 429);

  /** Says something about the request, and nothing about what was in it. */
  private static final Set<Integer> MISDIRECTED =
      Set.of(401, 402, 403, 404, 405, 407, 410, 421, 426);

  private static final String ALGORITHM = "HmacSHA256";

  private final HttpClient http;
  private final URI url;
  private final Duration timeout;
  private final Optional<SecretKeySpec> key;
  private final EventText text;
  private final InstantSource wallClock;

  /**
   * Posts to {@code url}.
   *
   * @param secret signs each batch: {@code X-Heartwire-Signature} is {@code sha256=} and the HMAC,
   *     in hexadecimal, of {@code X-Heartwire-Timestamp}, a dot and the body; empty: no signature
   */
  WebhookSink(URI url, Duration timeout, String secret, EventText text, InstantSource wallClock) {
    this.url = url;
    this.timeout = timeout;
    this.key =
        secret.isEmpty()
            ? Optional.empty()
            : Optional.of(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
    this.text = text;
    this.wallClock = wallClock;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build();
  }

  @Override
  public void deliver(List<Event> events) throws SinkException, InterruptedException {
    String body = text.batch(events);
    String timestamp = Long.toString(wallClock.instant().getEpochSecond());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(timeout)
            .header("Content-Type", "application/cloudevents-batch+json")
            .header("X-Heartwire-Timestamp", timestamp)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (key.isPresent()) {
      request.header("X-Heartwire-Signature", "sha256=" + signature(key.get(), timestamp, body));
    }
    int status = post(request.build());
    if (status / 100 != 2) {
      throw refusal(status);
    }
  }

  private SinkException refusal(int status) {
    String answered = url + " answered " + status;
    if (BUSY.contains(status) || status / 100 == 5) {
      return new SinkException(answered);
    }
    if (status / 100 == 4 && !MISDIRECTED.contains(status)) {
      return new SinkException(
          SinkException.Fault.EVENTS, answered + ": it does not take what it was sent");
    }
    return new SinkException(
        SinkException.Fault.ADDRESS,
        answered
            + (status / 100 == 3
                ? ", a redirect, which is not followed: name its target"
                : ": correct its url, or what it lets us do"));
  }

  private int post(HttpRequest request) throws SinkException, InterruptedException {
    CompletableFuture<HttpResponse<Void>> answer =
        http.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
    } catch (TimeoutException e) {
      throw new SinkException(url + " did not end its answer within " + timeout.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw new SinkException(url + " cannot be told: " + e.getCause(), e);
    } finally {
      answer.cancel(true);
    }
  }

  private static String signature(SecretKeySpec key, String timestamp, String body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] code = mac.doFinal((timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(code);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  @Override
  public void close() {
    // What is under way was cancelled with its thread.
  }
}
