package io.heartwire.cli.e2e;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what other processes do, always with a bound. */
final class Await {
  private static final long POLL_NANOS = 10_000_000;

  private Await() {}

  /** Waits until {@code condition} holds; past {@code bound} fails with what {@code state} says. */
  static void until(Duration bound, Supplier<String> state, BooleanSupplier condition) {
    if (!holdsWithin(bound, condition)) {
      throw new AssertionError("not within " + bound.toMillis() + " ms: " + state.get());
    }
  }

  /** Whether {@code condition} comes true within {@code bound}. */
  static boolean holdsWithin(Duration bound, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start >= bound.toNanos()) {
        return condition.getAsBoolean();
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }

  /** Lets real time pass, because a kernel or another process must live through it. */
  static void elapse(Duration time) {
    long start = System.nanoTime();
    for (long left = time.toNanos();
        left > 0;
        left = time.toNanos() - (System.nanoTime() - start)) {
      LockSupport.parkNanos(left);
    }
  }
}
