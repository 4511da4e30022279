package io.heartwire.redis;

import java.time.Instant;
import java.util.List;

/** Microseconds since 1970, in which Redis keeps all times. */
final class Micros {
  private static final long A_SECOND = 1_000_000;

  private Micros() {}

  static long of(Instant time) {
    return of(time.getEpochSecond(), time.getNano() / 1_000);
  }

  /** Of what Redis answers to {@code TIME}: whole seconds, and the microseconds beyond them. */
  static long of(List<String> time) {
    return of(Long.parseLong(time.get(0)), Long.parseLong(time.get(1)));
  }

  private static long of(long seconds, long micros) {
    return Math.addExact(Math.multiplyExact(seconds, A_SECOND), micros);
  }

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, A_SECOND), Math.floorMod(micros, A_SECOND) * 1_000);
  }

  static Instant instant(String micros) {
    return instant(Long.parseLong(micros));
  }
}
