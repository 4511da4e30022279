package io.heartwire.gateway.event;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts to one URL. Taken is what is answered with 2xx; redirects are not followed. The whole
 * exchange has a time limit, however long the other side talks. Thread safe.
 */
final class HttpSender {
  /** Asks for patience: timeout, too early, too many requests. */
  private static final Set<Integer> BUSY = Set.of(408, 425, 429);

  /** Says something about the request, and nothing about what was in it. */
  private static final Set<Integer> MISDIRECTED =
      Set.of(401, 402, 403, 404, 405, 407, 410, 421, 426);

  /** What follows of an answer is read and dropped. */
  private static final int KEPT_BYTES = 16_384;

  private final HttpClient http;
  private final URI url;
  private final String place;
  private final Duration timeout;

  /**
   * Posts to {@code url}.
   *
   * @param place names it in messages, which everybody may read
   * @param timeout for all of a request and its answer
   */
  HttpSender(URI url, String place, Duration timeout) {
    this.url = url;
    this.place = place;
    this.timeout = timeout;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build();
  }

  /** Host and port only: the path of a webhook is often its password. */
  static String host(URI url) {
    return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
  }

  /** A request to it, without a body. */
  HttpRequest.Builder request() {
    return HttpRequest.newBuilder(url).timeout(timeout);
  }

  /** Sends it, and returns the first 16 KiB of the answer. */
  String send(HttpRequest request) throws SinkException, InterruptedException {
    var head = new ByteArrayOutputStream();
    CompletableFuture<HttpResponse<Void>> answer =
        http.sendAsync(
            request,
            HttpResponse.BodyHandlers.ofByteArrayConsumer(
                part -> part.ifPresent(bytes -> keep(head, bytes))));
    try {
      int status = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
      if (status / 100 != 2) {
        throw refusal(status);
      }
      return head.toString(StandardCharsets.UTF_8);
    } catch (TimeoutException e) {
      throw new SinkException(
          place + " did not end its answer within " + timeout.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw new SinkException(place + " cannot be told: " + e.getCause(), e);
    } finally {
      answer.cancel(true);
    }
  }

  private static void keep(ByteArrayOutputStream head, byte[] part) {
    head.write(part, 0, Math.min(part.length, KEPT_BYTES - head.size()));
  }

  private SinkException refusal(int status) {
    String answered = place + " answered " + status;
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
}
