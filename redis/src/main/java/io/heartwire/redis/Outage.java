package io.heartwire.redis;

import io.heartwire.core.time.NanoClock;
import java.util.concurrent.TimeUnit;

/**
 * For how long Redis, or one master of a Redis Cluster, was away last: stopped, dead, or beyond a
 * cut. Nobody could come back meanwhile, so graces that have ended by then wait as long again
 * before anybody is announced offline, a minute at most. Thread safe.
 *
 * <p>An engine asks Redis twice a second and more: a longer gap between two answers is no pause of
 * its own. Where others answer, the gap is that of the partition whose answer is wanting, and
 * everybody's grace waits for it: which partitions that master has as well is not known here.
 */
final class Outage {
  private static final long NOTICED_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final NanoClock clock;
  private final long[] askedAt = new long[Keys.PARTITIONS];
  private final boolean[] unanswered = new boolean[Keys.PARTITIONS];
  private long answeredAt;
  private long waitUntil;

  /** As if an answer had come now. */
  Outage(NanoClock clock) {
    this.clock = clock;
    this.answeredAt = clock.nanoTime();
    this.waitUntil = answeredAt;
  }

  /** An answer of any server has come that the engine has waited for. */
  synchronized void answered() {
    long now = clock.nanoTime();
    wasAway(now - answeredAt, now);
    answeredAt = now;
  }

  /** {@code partition} is about to be asked; once more, if no answer has come. */
  synchronized void asked(int partition) {
    if (!unanswered[partition]) {
      unanswered[partition] = true;
      askedAt[partition] = clock.nanoTime();
    }
  }

  /** {@code partition}, which was asked, has answered. */
  synchronized void answeredBy(int partition) {
    long now = clock.nanoTime();
    if (unanswered[partition]) {
      unanswered[partition] = false;
      wasAway(now - askedAt[partition], now);
    }
  }

  private void wasAway(long gap, long now) {
    if (gap > NOTICED_NANOS) {
      long until = now + Math.min(gap, LONGEST_NANOS);
      waitUntil = until - waitUntil > 0 ? until : waitUntil;
    }
  }

  /**
   * True: whoever is in grace has not had his time to come back.
   *
   * @param partition whose clients these are: while another one does not answer they wait for a
   *     minute, and no longer
   */
  synchronized boolean gracesWait(int partition) {
    long now = clock.nanoTime();
    return now - waitUntil < 0 || Keys.partitions().anyMatch(i -> isAway(i, now, i == partition));
  }

  private boolean isAway(int partition, long now, boolean own) {
    long gap = now - askedAt[partition];
    return unanswered[partition] && gap > NOTICED_NANOS && (own || gap <= LONGEST_NANOS);
  }
}
