package io.heartwire.gateway.targets;

import io.heartwire.core.time.AttentiveClock;
import java.util.concurrent.TimeUnit;

/**
 * Whether this process looks when it should, and for how long it has. NOT thread safe: the targets'
 * thread owns it.
 */
final class Attention {
  /** How often {@link #tick} is to be called. */
  static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** For so long after we were late our word does not count. */
  static final long RECOVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final AttentiveClock clock;
  private boolean everLate;
  private long lateNanos;

  Attention(long nowNanos) {
    this.clock = new AttentiveClock(nowNanos, 0);
  }

  void tick(long nowNanos) {
    if (clock.tick(nowNanos, TICK_NANOS) > 0) {
      wasLate(nowNanos);
    }
  }

  /** Something of ours came too late, at {@code nowNanos} still. */
  void wasLate(long nowNanos) {
    everLate = true;
    lateNanos = nowNanos;
  }

  boolean wasLateSince(long sinceNanos) {
    return everLate && lateNanos - sinceNanos >= 0;
  }

  boolean isLate(long nowNanos) {
    return everLate && nowNanos - lateNanos < RECOVERY_NANOS;
  }

  /** Milliseconds in which we looked; compare by difference. */
  int ms() {
    return clock.ms();
  }
}
