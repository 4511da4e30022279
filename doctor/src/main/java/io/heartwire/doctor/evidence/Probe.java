package io.heartwire.doctor.evidence;

import java.util.Map;

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
}
