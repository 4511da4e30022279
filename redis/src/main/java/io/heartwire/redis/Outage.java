package io.heartwire.redis;

import io.heartwire.core.time.NanoClock;
import java.util.concurrent.TimeUnit;

/**
 * For how long Redis was away last: stopped, dead, or beyond a cut. Nobody could come back
 * meanwhile, so graces that have ended by then wait as long again before anybody is announced
 * offline, a minute at most. Thread safe.
 *
 * <p>An engine asks Redis twice a second and more while it leads: a longer gap between two answers
 * is no pause of its own.
 */
final class Outage {
  private static final long NOTICED_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final NanoClock clock;
  private long answeredAt;
  private long waitUntil;

  /** As if an answer had come now. */
  Outage(NanoClock clock) {
    this.clock = clock;
    this.answeredAt = clock.nanoTime();
    this.waitUntil = answeredAt;
  }

  /** An answer has come. */
  synchronized void answered() {
    long now = clock.nanoTime();
    long gap = now - answeredAt;
    answeredAt = now;
    if (gap > NOTICED_NANOS) {
      long until = now + Math.min(gap, LONGEST_NANOS);
      waitUntil = until - waitUntil > 0 ? until : waitUntil;
    }
  }

  /** True: whoever is in grace has not had his time to come back. */
  synchronized boolean gracesWait() {
    return clock.nanoTime() - waitUntil < 0;
  }
}
