package io.heartwire.doctor.evidence;

import java.util.Optional;

/**
 * How late a thread is that does nothing but wait: nobody ran it, or nobody ran anything. Decides
 * only; the thread belongs to {@link EvidenceCollector}. Thread safe, by one lock.
 */
final class Watchdog {
  /** How long the thread waits: half of that would cost twice as much and see no more stalls. */
  static final long PERIOD_NANOS = 20_000_000;

  /** From here on it is a stall that is reported. */
  static final long STALL_NANOS = 500_000_000;

  /** Timers are this late on a machine that is merely busy. */
  private static final long ORDINARY_NANOS = 20_000_000;

  private long dueNanos;
  private long countedUntilNanos;
  private long worstNanos;
  private long lostNanos;

  Watchdog(long nowNanos) {
    dueNanos = nowNanos + PERIOD_NANOS;
    countedUntilNanos = nowNanos;
  }

  /** The thread is awake; answers for how long nobody ran it, if that is a stall. */
  synchronized Optional<Long> woke(long nowNanos) {
    long lateNanos = nowNanos - dueNanos;
    note(lateSinceCounted(nowNanos));
    dueNanos = nowNanos + PERIOD_NANOS;
    return lateNanos >= STALL_NANOS ? Optional.of(lateNanos) : Optional.empty();
  }

  /** The worst lateness, and the sum of those that matter. */
  record Late(long worstNanos, long lostNanos) {}

  /**
   * How late it was since it was last asked, and from zero again. A thread that is late right now
   * counts: after a stall the one who asks may well be running before it.
   */
  synchronized Late take(long nowNanos) {
    note(lateSinceCounted(nowNanos));
    Late late = new Late(worstNanos, lostNanos);
    worstNanos = 0;
    lostNanos = 0;
    countedUntilNanos = nowNanos;
    return late;
  }

  private void note(long lateNanos) {
    worstNanos = Math.max(worstNanos, lateNanos);
    lostNanos += lateNanos >= ORDINARY_NANOS ? lateNanos : 0;
  }

  private long lateSinceCounted(long nowNanos) {
    return Math.max(0, Math.min(nowNanos - dueNanos, nowNanos - countedUntilNanos));
  }
}
