package io.heartwire.redis;

import java.time.Instant;

/** Microseconds since 1970, in which Redis keeps all times. */
final class Micros {
  private static final long A_SECOND = 1_000_000;

  private Micros() {}

  static long of(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), A_SECOND), time.getNano() / 1_000);
  }

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, A_SECOND), Math.floorMod(micros, A_SECOND) * 1_000);
  }

  static Instant instant(String micros) {
    return instant(Long.parseLong(micros));
  }
}
