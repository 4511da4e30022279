package io.heartwire.gateway.event;

import io.heartwire.core.reconnect.Backoff;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Leaves a host alone that has failed several times in a row, whichever sinks asked it: no request
 * for a while, which grows from 2 to 60 s, then a single one on trial. Thread safe.
 */
final class HostBreaker {
  /** So many failures in a row open it. */
  static final int FAILURES = 5;

  private static final Backoff COOL_DOWN =
      new Backoff.Decorrelated(Duration.ofSeconds(2), Duration.ofSeconds(60));

  /** Whoever finds another one's trial under way looks again after this. */
  private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String host;
  private final RandomGenerator random;
  private int failures;
  private boolean open;
  private boolean trial;
  private long coolDownNanos;
  private long openedNanos;
  private long opened;

  /** Closed; {@code host} is for people. */
  HostBreaker(String host, RandomGenerator random) {
    this.host = host;
    this.random = random;
  }

  String host() {
    return host;
  }

  /**
   * May there be a request? If so, what became of it is to be said.
   *
   * @return 0 if there may, else nanoseconds after which to ask again
   */
  synchronized long ask(long nowNanos) {
    if (!open) {
      return 0;
    }
    long left = coolDownNanos - (nowNanos - openedNanos);
    if (left > 0) {
      return left;
    }
    if (trial) {
      return LOOK_AGAIN_NANOS;
    }
    trial = true;
    return 0;
  }

  /** It has answered, whatever it said. */
  synchronized void answered() {
    failures = 0;
    open = false;
    trial = false;
    coolDownNanos = 0;
  }

  /** It has not answered, or that it cannot. */
  synchronized void failed(long nowNanos) {
    failures++;
    boolean late = open && !trial;
    if (late || failures < FAILURES) {
      return;
    }
    opened += open ? 0 : 1;
    open = true;
    trial = false;
    openedNanos = nowNanos;
    coolDownNanos = COOL_DOWN.nextNanos(coolDownNanos, random);
  }

  /** The request was given up before anything became of it. */
  synchronized void abandoned() {
    trial = false;
  }

  synchronized SinkState.Circuit state(long nowNanos) {
    long left = open ? Math.max(0, coolDownNanos - (nowNanos - openedNanos)) : 0;
    String word = !open ? "closed" : left > 0 ? "open" : "trial";
    return new SinkState.Circuit(host, word, TimeUnit.NANOSECONDS.toMillis(left), failures, opened);
  }
}
