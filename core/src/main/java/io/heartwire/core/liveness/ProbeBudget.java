package io.heartwire.core.liveness;

/**
 * How many probes a loop may send: 2,000 a second, or as many more as it takes that no verdict
 * waits for its probe. NOT thread safe.
 */
final class ProbeBudget {
  static final double PER_SECOND = 2_000;

  /** Saved up at most: a group that trips is first asked by a sample. */
  static final double BURST = 64;

  private double tokens = BURST;

  /** {@code elapsedMs} have passed; all {@code suspects} must be asked within {@code windowMs}. */
  void refill(int elapsedMs, int suspects, int windowMs) {
    double perSecond = Math.max(PER_SECOND, suspects * 1_000.0 / Math.max(1, windowMs));
    double refill = perSecond * elapsedMs / 1_000;
    tokens = Math.min(Math.max(BURST, refill), tokens + refill);
  }

  boolean take() {
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
