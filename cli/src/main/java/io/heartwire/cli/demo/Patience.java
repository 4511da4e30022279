package io.heartwire.cli.demo;

import io.heartwire.core.time.NanoClock;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits in real time, until somebody ends all waiting. Thread safe. */
public final class Patience {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
  private static final long SLICE_NANOS = Duration.ofSeconds(1).toNanos();

  private final CountDownLatch ended = new CountDownLatch(1);
  private final NanoClock clock;
  private final Runnable meanwhile;

  /** Waits by {@code clock}; {@code meanwhile} is run at least once a second, by whoever waits. */
  public Patience(NanoClock clock, Runnable meanwhile) {
    this.clock = clock;
    this.meanwhile = meanwhile;
  }

  /** Whether {@code condition} comes true within {@code bound}. */
  public boolean holdsWithin(Duration bound, BooleanSupplier condition) {
    long start = clock.nanoTime();
    while (!condition.getAsBoolean()) {
      if (clock.nanoTime() - start >= bound.toNanos()) {
        return false;
      }
      elapse(LOOK_AGAIN);
    }
    return true;
  }

  /** Lets time pass, because other processes must live through it. */
  public void elapse(Duration time) {
    long start = clock.nanoTime();
    long left = time.toNanos();
    do {
      throwIfOverWithin(Math.min(left, SLICE_NANOS));
      meanwhile.run();
      left = time.toNanos() - (clock.nanoTime() - start);
    } while (left > 0);
  }

  private void throwIfOverWithin(long nanos) {
    boolean over;
    try {
      over = ended.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      over = true;
    }
    if (over) {
      throw new CancellationException("ended before its end");
    }
  }

  /** Throws what whoever waits would get, if all waiting has ended. */
  public void throwIfEnded() {
    throwIfOverWithin(0);
  }

  /** Whoever waits, now or later, gets a {@link CancellationException}. */
  public void end() {
    ended.countDown();
  }
}
