package io.heartwire.core.reconnect;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after a failed attempt. Every wait is random, at the cap as well: clients that
 * failed together do not return together.
 */
public sealed interface Backoff {
  /**
   * The next wait, in nanoseconds.
   *
   * @param previousNanos the wait before, 0 if there was none
   */
  long nextNanos(long previousNanos, RandomGenerator random);

  /** The longest wait. */
  Duration cap();

  /** The default: decorrelated jitter from 1 s to 60 s. */
  static Backoff standard() {
    return new Decorrelated(Duration.ofSeconds(1), Duration.ofSeconds(60));
  }

  /**
   * Decorrelated jitter: uniform between {@code base} and three times the wait before; what would
   * exceed the cap is drawn again, uniform in the upper half below the cap.
   */
  record Decorrelated(Duration base, Duration cap) implements Backoff {
    public Decorrelated {
      requireRange(base, cap);
    }

    @Override
    public long nextNanos(long previousNanos, RandomGenerator random) {
      long least = base.toNanos();
      long most = cap.toNanos();
      // Bounded before it is tripled: the wait before may come from a hint of any length.
      long previous = Math.max(least, Math.min(previousNanos, most));
      long drawn = between(least, 3 * previous, random);
      return drawn <= most ? drawn : between(most / 2, most, random);
    }
  }

  /** Uniform between two limits, whatever was before: for networks of one's own. */
  record Uniform(Duration least, Duration cap) implements Backoff {
    public Uniform {
      requireRange(least, cap);
    }

    @Override
    public long nextNanos(long previousNanos, RandomGenerator random) {
      return between(least.toNanos(), cap.toNanos(), random);
    }
  }

  /** Uniform, both limits included. */
  private static long between(long least, long most, RandomGenerator random) {
    return least + random.nextLong(most - least + 1);
  }

  private static void requireRange(Duration least, Duration cap) {
    if (least.toMillis() < 1 || least.compareTo(cap) > 0 || cap.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "back-off from " + least + " to " + cap + " must lie within 1 ms and 1 day: change it");
    }
  }
}
