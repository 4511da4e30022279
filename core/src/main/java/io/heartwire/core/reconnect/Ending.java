package io.heartwire.core.reconnect;

import io.heartwire.core.liveness.Disconnect;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How an attempt or a session ended, as far as it bears on coming back.
 *
 * @param why the cause
 * @param advice what the other side (or its close code) says to do
 * @param retryAfter the other side's hint when to come back; it wins over the back-off
 * @param spread over how long the other side wants its clients to return, if it announced that many
 *     are affected; zero if it did not
 * @param endpoints where it says to come back to; empty for no such hint
 */
public record Ending(
    Disconnect why,
    Advice advice,
    Optional<Duration> retryAfter,
    Duration spread,
    List<Endpoint> endpoints) {

  public Ending {
    endpoints = List.copyOf(endpoints);
    if (spread.isNegative() || retryAfter.filter(Duration::isNegative).isPresent()) {
      throw new IllegalArgumentException(
          "spread (" + spread + ") and retryAfter (" + retryAfter + ") must not be negative");
    }
  }

  /** An end without any advice: come back, with back-off. */
  public static Ending of(Disconnect why) {
    return of(why, Advice.RETURN);
  }

  /** An end with advice and no hint. */
  public static Ending of(Disconnect why, Advice advice) {
    return new Ending(why, advice, Optional.empty(), Duration.ZERO, List.of());
  }

  /** This end with a hint when to come back. */
  public Ending withRetryAfter(Duration retryAfter) {
    return new Ending(why, advice, Optional.of(retryAfter), spread, endpoints);
  }

  /** This end as part of a mass event: clients return spread over {@code spread}. */
  public Ending withSpread(Duration spread) {
    return new Ending(why, advice, retryAfter, spread, endpoints);
  }

  /** This end with a hint where to come back to. */
  public Ending withEndpoints(List<Endpoint> endpoints) {
    return new Ending(why, advice, retryAfter, spread, endpoints);
  }
}
