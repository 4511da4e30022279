package io.heartwire.gateway.incident;

import java.util.concurrent.TimeUnit;

/**
 * When an open incident is looked into again. A look goes through all sessions, some 30 ms of a
 * processor at 18,000; so each second only while it is young, then more and more rarely, and less
 * rarely while clients still leave. NOT thread safe.
 */
final class Looks {
  private static final long LEAVING_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Of its age: a minute old, it is looked into every six seconds. */
  private static final long SHARE = 10;

  private long begunNanos;
  private long lastNanos;
  private long lastLeft;

  /** One has just been opened, and was looked into. */
  void begin(long nowNanos) {
    begunNanos = nowNanos;
    lastNanos = nowNanos;
    lastLeft = 0;
  }

  /**
   * Whether it is time; if so, this is the last look from now on.
   *
   * @param left how many have left since before it began
   */
  boolean isDue(long nowNanos, long left) {
    long most = left == lastLeft ? MOST_NANOS : LEAVING_NANOS;
    long pause = Math.min(most, (nowNanos - begunNanos) / SHARE);
    if (nowNanos - lastNanos < pause) {
      return false;
    }
    lastNanos = nowNanos;
    lastLeft = left;
    return true;
  }
}
