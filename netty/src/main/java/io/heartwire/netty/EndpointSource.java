package io.heartwire.netty;

import io.heartwire.core.reconnect.Endpoint;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Answers, before each attempt to connect, which endpoints there are now.
 *
 * <p>Called on an event loop: an implementation must not block, but may complete its answer later,
 * on any thread. In place of an answer that fails, is empty, or takes longer than half of {@link
 * io.heartwire.core.reconnect.ReconnectPolicy.Timeouts#endpoints}, the one before is used; without
 * one the attempt has failed. What comes later is for the next attempt.
 */
@FunctionalInterface
public interface EndpointSource {
  /** The endpoints there are now. */
  CompletionStage<List<Endpoint>> endpoints();

  /** Always these. Names among them are looked up before each attempt. */
  static EndpointSource of(List<Endpoint> endpoints) {
    List<Endpoint> copy = List.copyOf(endpoints);
    if (copy.isEmpty()) {
      throw new IllegalArgumentException("no endpoint is given: name at least one host:port");
    }
    return () -> CompletableFuture.completedStage(copy);
  }

  /** Always these, each {@code host:port} or {@code [IPv6]:port}. */
  static EndpointSource of(String... endpoints) {
    return of(Arrays.stream(endpoints).map(text -> Endpoint.parse(text, 0)).toList());
  }

  /**
   * What {@code url} answers, asked before each attempt: plain text, one {@code host:port} a line,
   * optionally with a weight (1 to 1000) after a space; empty lines and lines beginning with {@code
   * #} are passed over. At most 64 KiB; the request ends after 5 s.
   */
  static EndpointSource url(URI url, HttpClient http) {
    return new UrlEndpoints(url, http);
  }
}
