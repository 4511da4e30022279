package io.heartwire.gateway.cluster;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Keeps back for a time that clients are announced offline whose grace has ended. Thread safe;
 * never blocks. A hold ends with this engine: after a start everybody has a full grace anyway.
 */
public interface OfflineHolds {
  /**
   * Holds what would be said of {@code scope} for {@code time}; then it is said.
   *
   * @param id by which it is lifted
   */
  CompletionStage<Boolean> hold(long id, Scope scope, Duration time);

  /** Ends a hold: what it has kept back is said now, unless another one holds it. */
  CompletionStage<Boolean> lift(long id);

  /** Whether there is any. */
  boolean any();

  /** How often somebody was not announced because of a hold, since the start. */
  long heldBack();
}
