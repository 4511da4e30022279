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

  private final CountDownLatch ended = new CountDownLatch(1);
  private final NanoClock clock;

  /** Waits by {@code clock}. */
  public Patience(NanoClock clock) {
    this.clock = clock;
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
    boolean over;
    try {
      over = ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      over = true;
    }
    if (over) {
      throw new CancellationException("ended before its end: nothing was shown");
    }
  }

  /** Throws what whoever waits would get, if all waiting has ended. */
  public void throwIfEnded() {
    elapse(Duration.ZERO);
  }

  /** Whoever waits, now or later, gets a {@link CancellationException}. */
  public void end() {
    ended.countDown();
  }
}
