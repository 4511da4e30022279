package io.heartwire.gateway.admission;

/**
 * Tokens that come at a rate and of which half a second's worth are kept.
 *
 * <p>NOT thread safe.
 */
final class TokenBucket {
  private static final double BURST_SECONDS = 0.5;
  private static final double LEAST_BURST = 2;

  private double perSecond;
  private double tokens;
  private long filledAt;

  /** A full one. */
  TokenBucket(double perSecond, long now) {
    this.perSecond = perSecond;
    this.tokens = burst();
    this.filledAt = now;
  }

  /** Tokens come at this rate from now on. */
  void rate(double perSecond, long now) {
    fill(now);
    this.perSecond = perSecond;
    tokens = Math.min(tokens, burst());
  }

  double perSecond() {
    return perSecond;
  }

  /** The most tokens that are kept. */
  double burst() {
    return Math.max(LEAST_BURST, perSecond * BURST_SECONDS);
  }

  /** What there is at {@code now}. */
  double fill(long now) {
    long passed = Math.max(0, now - filledAt);
    tokens = Math.min(burst(), tokens + passed * perSecond / 1e9);
    filledAt = now;
    return tokens;
  }

  /** Takes one; there must be one. */
  void take() {
    tokens--;
  }
}
