package io.heartwire.netty;

import io.heartwire.core.liveness.BreakerEvent;

/** Hears what the detector notices of itself. Called on event loops: must not block. */
public interface HeartbeatListener {
  /**
   * The loop could not listen for {@code stalledMs}; silence within that time is not held against
   * anybody.
   */
  default void stalled(String loop, long stalledMs) {}

  /** The mass breaker opened, widened or closed. */
  default void breaker(BreakerEvent event) {}
}
