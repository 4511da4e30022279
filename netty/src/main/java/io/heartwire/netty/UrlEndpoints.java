package io.heartwire.netty;

import io.heartwire.core.reconnect.Endpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Endpoints that a URL answers. Thread safe. */
final class UrlEndpoints implements EndpointSource {
  static final int MAX_BYTES = 64 * 1024;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final URI url;
  private final HttpClient http;

  UrlEndpoints(URI url, HttpClient http) {
    this.url = url;
    this.http = http;
  }

  @Override
  public CompletionStage<List<Endpoint>> endpoints() {
    HttpRequest request = HttpRequest.newBuilder(url).timeout(TIMEOUT).build();
    // sendAsync begins on the HTTP client's own executor: neither its look-up nor its connect
    // blocks us.
    return http.sendAsync(request, info -> new BoundedText()).thenApply(this::read);
  }

  private List<Endpoint> read(HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      throw new CompletionException(
          new IOException(
              url
                  + " answered status "
                  + response.statusCode()
                  + " instead of 200: check the URL"));
    }
    List<Endpoint> endpoints = new ArrayList<>();
    for (String line : response.body().lines().map(String::strip).toList()) {
      if (!line.isEmpty() && line.charAt(0) != '#') {
        endpoints.add(endpoint(line));
      }
    }
    return endpoints;
  }

  private static Endpoint endpoint(String line) {
    int space = line.indexOf(' ');
    if (space < 0) {
      return Endpoint.parse(line, 0);
    }
    Endpoint place = Endpoint.parse(line.substring(0, space), 0);
    String weight = line.substring(space + 1).strip();
    try {
      return new Endpoint(place.host(), place.port(), Integer.parseInt(weight));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "endpoint line '" + line + "' must be 'host:port' or 'host:port weight': change it", e);
    }
  }

  /** Collects a body, and gives up when it grows too large. */
  private final class BoundedText implements BodySubscriber<String> {
    private final CompletableFuture<String> text = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Flow.@Nullable Subscription subscription;

    @Override
    public CompletionStage<String> getBody() {
      return text;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.subscription = subscription;
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        if (bytes.size() + buffer.remaining() > MAX_BYTES) {
          text.completeExceptionally(
              new IOException(
                  url + " answered more than " + MAX_BYTES + " bytes: shorten the list"));
          if (subscription != null) {
            subscription.cancel();
          }
          return;
        }
        byte[] chunk = new byte[buffer.remaining()];
        buffer.get(chunk);
        bytes.writeBytes(chunk);
      }
    }

    @Override
    public void onError(Throwable cause) {
      text.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {
      text.complete(bytes.toString(StandardCharsets.UTF_8));
    }
  }
}
