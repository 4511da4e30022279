package io.heartwire.cli.demo;

import io.heartwire.core.time.NanoClock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What no handler should do, done on purpose: holds the thread it is called on. */
public final class Blocking {
  /** The type of the message whose text says for how many milliseconds. */
  public static final String MESSAGE_TYPE = "block";

  /** The setting that lets handlers hold event loops. */
  public static final String INLINE = "dispatch.default=inline";

  private Blocking() {}

  /** Returns after so many milliseconds. */
  public static void hold(String milliseconds, NanoClock clock) {
    hold(Duration.ofMillis(Long.parseLong(milliseconds)), clock);
  }

  /** Returns after {@code time}. */
  static void hold(Duration time, NanoClock clock) {
    long start = clock.nanoTime();
    long left = time.toNanos();
    while (left > 0) {
      LockSupport.parkNanos(left);
      left = time.toNanos() - (clock.nanoTime() - start);
    }
  }
}
