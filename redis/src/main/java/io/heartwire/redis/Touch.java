package io.heartwire.redis;

import io.heartwire.core.time.NanoClock;

/** For how long answers have come without a gap. NOT thread safe. */
final class Touch {
  private final NanoClock clock;
  private final long gapNanos;
  private long since;
  private long latest;

  /** Begins now; a gap is longer than {@code gapNanos}. */
  Touch(NanoClock clock, long gapNanos) {
    this.clock = clock;
    this.gapNanos = gapNanos;
    this.since = clock.nanoTime();
    this.latest = since;
  }

  /** An answer has come. */
  void answered() {
    long now = clock.nanoTime();
    if (now - latest > gapNanos) {
      since = now;
    }
    latest = now;
  }

  /** Nanoseconds since the first answer after the last gap; 0 in a gap. */
  long unbrokenNanos() {
    long now = clock.nanoTime();
    return now - latest > gapNanos ? 0 : now - since;
  }
}
