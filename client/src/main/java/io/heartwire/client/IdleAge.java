package io.heartwire.client;

import io.heartwire.core.liveness.IdleCuts;

/**
 * For how long nothing travelled on a connection, in either direction, as a middlebox sees it. NOT
 * thread safe. Times are nanoseconds of the loop's clock, {@code wallMs} the time of day: where the
 * two disagree the machine slept, and nobody knows how long the connection was idle.
 */
final class IdleAge {
  /**
   * How a connection stood when it ended.
   *
   * @param ms its idle age; 0 if it is not known, or was not idle
   * @param bound true: it was cut at this age or before, unseen
   */
  record AtEnd(long ms, boolean bound) {
    /** It ended for another reason. */
    static final AtEnd OTHER = new AtEnd(0, false);
  }

  /** Whoever did not run for longer than this knows nothing of how idle the network was. */
  private static final long ABSENT_MS = 1_000;

  /** A gap between the two clocks that is larger than this was a sleep, or somebody set one. */
  private static final long SLEPT_MS = 10_000;

  private long heardAtNanos;
  private long travelledAtNanos;
  private long clocksApartMs;
  private long unansweredMs;
  private long longestMs;

  void start(long now, long wallMs) {
    heardAtNanos = now;
    travelledAtNanos = now;
    clocksApartMs = wallMs - millis(now);
  }

  /** When the last byte came. */
  long heardAtNanos() {
    return heardAtNanos;
  }

  /**
   * Bytes came. Returns how long the connection had been idle when we wrote what they may answer,
   * if it never lived through as much before; else 0.
   */
  long heard(long now) {
    heardAtNanos = now;
    travelledAtNanos = now;
    long answeredMs = unansweredMs;
    unansweredMs = 0;
    if (answeredMs <= longestMs) {
      return 0;
    }
    longestMs = answeredMs;
    return answeredMs;
  }

  /** Whether a write now ends an idleness that says something: only then its age is asked for. */
  boolean wasIdle(long now) {
    return millis(now - travelledAtNanos) >= IdleCuts.LEAST_MS;
  }

  /** We write after an idleness, in which this process did not run for {@code stalledMs}. */
  void wroteAfterIdleness(long now, long wallMs, long stalledMs) {
    if (!slept(now, wallMs) && stalledMs <= ABSENT_MS) {
      unansweredMs = Math.max(unansweredMs, millis(now - travelledAtNanos));
    }
    wrote(now);
  }

  /** We write. */
  void wrote(long now) {
    travelledAtNanos = now;
  }

  /**
   * The connection has ended.
   *
   * @param silent nobody ended it: our pings had no answer
   */
  AtEnd ended(long now, long wallMs, long stalledMs, boolean silent) {
    // A stall after our ping was sent is no idleness; a sleep outlasts every middlebox.
    if (slept(now, wallMs) || stalledMs > (silent ? SLEPT_MS : ABSENT_MS)) {
      return AtEnd.OTHER;
    }
    long idleMs = millis(now - travelledAtNanos);
    // Ended by what we wrote after a longer idleness: it was forgotten before we wrote.
    return silent || unansweredMs > idleMs
        ? new AtEnd(unansweredMs, true)
        : new AtEnd(idleMs, false);
  }

  private boolean slept(long now, long wallMs) {
    long apartMs = wallMs - millis(now);
    boolean slept = Math.abs(apartMs - clocksApartMs) > SLEPT_MS;
    clocksApartMs = apartMs;
    return slept;
  }

  private static long millis(long nanos) {
    return nanos / 1_000_000;
  }
}
