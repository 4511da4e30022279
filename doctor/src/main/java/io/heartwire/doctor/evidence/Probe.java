package io.heartwire.doctor.evidence;

import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Measures some signals. Called once a second on one thread; must not throw: what it cannot measure
 * it leaves out of the reading and names in {@link #unavailable}.
 */
public interface Probe {
  /** Sets what it measures. Rates and counts are those since the call before; none at the first. */
  void read(Reading.Builder reading);

  /** Why signals of its own are not available here, in one sentence each; empty if all are. */
  default Map<Signal, String> unavailable() {
    return Map.of();
  }

  /** What it measures where it can; empty if it does not say. */
  default Set<Signal> signals() {
    return Set.of();
  }

  /** Called once before the first reading; {@code happenings} may be told from any thread. */
  default void begin(Consumer<Happening> happenings) {}

  /**
   * Something is being looked into: what is measured rarely, because it costs much, is to be
   * measured with the next reading. Called on the thread of the readings.
   */
  default void lookClosely() {}

  /** Called once after the last reading; {@code happenings} must not be told any more. */
  default void end() {}
}
