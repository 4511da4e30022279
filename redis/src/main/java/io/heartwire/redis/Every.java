package io.heartwire.redis;

import io.heartwire.core.time.NanoClock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A thing that is due every so often, and sooner if somebody says so. Thread safe but for {@link
 * #due} and {@link #within}: one thread calls those.
 */
final class Every {
  /** What others ask for is not done again within this: there may be many of them. */
  static final long GAP_MS = 2;

  private static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(GAP_MS);

  private final NanoClock clock;
  private final long nanos;
  private final AtomicBoolean now = new AtomicBoolean();
  private final AtomicBoolean soon = new AtomicBoolean();
  private long last;
  private long next;

  /** Due for the first time at once, and then every {@code millis} by {@code clock}. */
  Every(NanoClock clock, long millis) {
    this.clock = clock;
    this.nanos = TimeUnit.MILLISECONDS.toNanos(millis);
    this.next = clock.nanoTime();
    this.last = next - nanos;
  }

  /** Due at once. */
  void now() {
    now.set(true);
  }

  /** Due at once, but {@value #GAP_MS} ms after the last time. */
  void soon() {
    soon.set(true);
  }

  /** Due after {@code inNanos}, or before. */
  void within(long inNanos) {
    long at = clock.nanoTime() + Math.max(0, inNanos);
    if (at - next < 0) {
      next = at;
    }
  }

  /** Whether somebody has asked for it, and it has not been due since. */
  boolean isWanted() {
    return now.get() || soon.get();
  }

  /** Whether it is due; whoever asks does it then. */
  boolean due() {
    long at = clock.nanoTime();
    boolean wanted = now.get() || (soon.get() && at - last >= GAP_NANOS);
    if (!wanted && at - next < 0) {
      return false;
    }
    now.set(false);
    soon.set(false);
    last = at;
    next = at + nanos;
    return true;
  }
}
