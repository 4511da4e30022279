package io.heartwire.netty;

import io.heartwire.core.liveness.BreakerEvent;
import java.util.Optional;

/** Hears what the detector notices of itself. Called on event loops: must not block. */
public interface HeartbeatListener {
  /**
   * The loop could not listen for {@code stalledMs}; silence within that time is not held against
   * anybody.
   *
   * @param kernelHeard whether the kernel received data meanwhile, from some of 64 sampled peers:
   *     then only this process stood still; empty where the kernel cannot be asked
   */
  default void stalled(String loop, long stalledMs, Optional<Boolean> kernelHeard) {}

  /** The mass breaker opened, widened or closed. */
  default void breaker(BreakerEvent event) {}
}
