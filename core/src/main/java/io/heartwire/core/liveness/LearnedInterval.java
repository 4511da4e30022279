package io.heartwire.core.liveness;

/**
 * The interval that a network was found to allow.
 *
 * @param network the caller's name for it; not empty
 * @param intervalMs at least {@link IdleCuts#LEAST_MS}
 * @param atEpochMs when it was learned, or last tried, by the time of day: it outlives the process
 */
public record LearnedInterval(String network, long intervalMs, long atEpochMs) {
  public LearnedInterval {
    if (network.isEmpty() || intervalMs < IdleCuts.LEAST_MS) {
      throw new IllegalArgumentException(
          "a learned interval is of a network with a name ('"
              + network
              + "') and at least "
              + IdleCuts.LEAST_MS
              + " ms ("
              + intervalMs
              + "): forget it, it is learned anew");
    }
  }
}
