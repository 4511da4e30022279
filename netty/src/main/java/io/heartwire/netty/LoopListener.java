package io.heartwire.netty;

import java.time.Duration;

/**
 * Hears from a {@link LoopMonitor} when an event loop is blocked. Called on the monitor's own
 * thread, never on an event loop; what it throws is logged and changes nothing.
 */
public interface LoopListener {
  /**
   * A loop has not come round for longer than the limit; told again each time the block has doubled
   * in length.
   */
  void blocked(BlockedLoop blocked);

  /** The loop that was reported blocked runs again; {@code blockedFor} is the whole block. */
  default void recovered(String loop, Duration blockedFor) {}

  /**
   * The monitor itself did not run for {@code stall} longer than it should: the process was
   * stopped, or had no processor. No loop is blamed for that time.
   */
  default void processStalled(Duration stall) {}
}
