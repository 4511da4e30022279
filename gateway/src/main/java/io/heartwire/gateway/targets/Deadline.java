package io.heartwire.gateway.targets;

import io.heartwire.core.time.NanoClock;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** When a look must have ended. */
record Deadline(NanoClock clock, long beganNanos, Duration timeout) {
  static Deadline in(Duration timeout, NanoClock clock) {
    return new Deadline(clock, clock.nanoTime(), timeout);
  }

  Duration passed() {
    return Duration.ofNanos(clock.nanoTime() - beganNanos);
  }

  /**
   * At least 1.
   *
   * @throws SocketTimeoutException if nothing is left
   */
  int leftMs(String awaited) throws SocketTimeoutException {
    long left = timeout.toNanos() - (clock.nanoTime() - beganNanos);
    if (left <= 0) {
      throw new SocketTimeoutException(
          awaited + " was not there within " + timeout.toMillis() + " ms");
    }
    return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(left));
  }
}
