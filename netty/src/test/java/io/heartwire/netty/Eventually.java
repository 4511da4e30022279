package io.heartwire.netty;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for real I/O, with a bound: the only place of these tests that does. */
final class Eventually {
  private static final Duration CAP = Duration.ofSeconds(30);

  private Eventually() {}

  /** Returns when {@code condition} holds; fails with {@code what} after 30 s. */
  static void holds(String what, BooleanSupplier condition) {
    holds(what, CAP, condition);
  }

  static void holds(String what, Duration cap, BooleanSupplier condition) {
    long began = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - began >= cap.toNanos()) {
        throw new AssertionError("not within " + cap.toMillis() + " ms: " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Lets {@code time} pass where passing time is itself what is tested. */
  static void passes(Duration time) {
    long began = System.nanoTime();
    while (System.nanoTime() - began < time.toNanos()) {
      LockSupport.parkNanos(Math.min(time.toNanos(), 1_000_000));
    }
  }
}
