package io.heartwire.gateway.session;

import java.time.Instant;

/**
 * The numbers that order the sessions of one client: strictly growing, also across a restart that
 * forgot the last one, as long as the wall clock did not fall back by more than the session lasted.
 */
final class Epochs {
  private Epochs() {}

  /** The epoch after {@code last} (zero if none is known), at {@code now}. */
  static long next(long last, Instant now) {
    long micros =
        Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000L), now.getNano() / 1_000);
    return Math.max(Math.addExact(last, 1), micros);
  }
}
