package io.heartwire.gateway.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a client is told about coming back when we close its connection.
 *
 * @param retryAfter not before this time; empty: as its close code says
 * @param endpoints where to go instead; empty: the same place
 */
public record Farewell(Optional<Duration> retryAfter, List<String> endpoints) {
  /** No advice beyond the close code. */
  public static final Farewell NONE = new Farewell(Optional.empty(), List.of());

  public Farewell {
    endpoints = List.copyOf(endpoints);
  }

  /** Come back to the same place, not before {@code wait} has passed. */
  public static Farewell retryAfter(Duration wait) {
    return new Farewell(Optional.of(wait), List.of());
  }
}
