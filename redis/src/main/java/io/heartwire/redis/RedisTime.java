package io.heartwire.redis;

import io.heartwire.core.time.NanoClock;

/**
 * The time of Redis, which all gateways share, without asking it each time: from our monotonic
 * clock, and from what Redis showed when it was asked. Thread safe.
 */
final class RedisTime {
  private final NanoClock clock;
  private final long originNanos;
  private final Offset offset = new Offset();

  RedisTime(NanoClock clock) {
    this.clock = clock;
    this.originNanos = clock.nanoTime();
  }

  /** Redis showed {@code micros} between {@code before}, by our clock, and now. */
  synchronized void showed(long beforeNanos, long micros) {
    offset.within(micros - ours(clock.nanoTime()), micros - ours(beforeNanos));
  }

  /** Microseconds since 1970; 0 before it was ever shown. */
  synchronized long micros() {
    return offset.isKnown() ? ours(clock.nanoTime()) + offset.micros() : 0;
  }

  private long ours(long nanos) {
    return (nanos - originNanos) / 1_000;
  }
}
