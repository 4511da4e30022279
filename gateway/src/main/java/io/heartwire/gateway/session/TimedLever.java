package io.heartwire.gateway.session;

import io.heartwire.gateway.cluster.Scope;
import java.time.Duration;
import java.time.Instant;

/**
 * A change of how clients are judged that ends by itself.
 *
 * @param id by which it is lifted
 * @param kind what it does
 * @param scope for whom
 * @param more of an extension: what is added to the timeout
 * @param since when it began, by the wall clock
 * @param until when it ends
 * @param by who asked for it
 */
public record TimedLever(
    long id, Kind kind, Scope scope, Duration more, Instant since, Instant until, String by) {
  /** What it does. */
  public enum Kind {
    /** No verdict of silence, and nobody is announced offline. */
    HOLD,
    /** A longer timeout. */
    EXTENSION
  }

  /** Whether it is of this kind and concerns {@code session}. */
  boolean concerns(Session session, Kind wanted) {
    return kind == wanted && concerns(session);
  }

  /** Whether it concerns {@code session}. */
  public boolean concerns(Session session) {
    return scope.concerns(session.listener(), session.group(), session.clientId().value());
  }
}
