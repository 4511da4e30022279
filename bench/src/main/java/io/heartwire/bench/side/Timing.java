package io.heartwire.bench.side;

/**
 * When a server calls a silent client dead.
 *
 * @param intervalMs how often a client promises a byte
 * @param timeoutMs the silence after which it is dead
 */
record Timing(long intervalMs, long timeoutMs) {
  /** So long that nothing is judged while something else is measured. */
  static final Timing RELAXED = new Timing(50_000, 150_000);

  /**
   * For heartbeats: nobody is suspected between two of them, and a timeout that is in proportion to
   * a shorter interval that a client wishes for is still long.
   */
  static final Timing BEATING = new Timing(5_000, 300_000);

  /** For measuring how late verdicts are. */
  static final Timing TIGHT = new Timing(3_000, 10_000);

  /** MQTT allows a client one and a half times what it has announced, in whole seconds. */
  int keepaliveSeconds() {
    return (int) Math.ceil(timeoutMs / 1_500.0);
  }

  /** Which silence a server allows a client whose kernel still acknowledges. */
  enum Limit {
    /** The timeout, and one more interval in which the kernel and the client are asked. */
    FROZEN,
    TIMEOUT,
    KEEPALIVE,
    /** It closes nothing. */
    NONE;

    long millis(Timing timing) {
      return switch (this) {
        case FROZEN -> timing.timeoutMs + timing.intervalMs;
        case TIMEOUT -> timing.timeoutMs;
        case KEEPALIVE -> timing.keepaliveSeconds() * 1_500L;
        case NONE -> 0;
      };
    }
  }
}
