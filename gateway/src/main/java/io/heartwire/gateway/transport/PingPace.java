package io.heartwire.gateway.transport;

/**
 * Whether one client pings far more often than it was told to.
 *
 * <p>NOT thread safe: the event loop of its connection owns it. A ping costs one addition; the
 * clock is read once for every so many pings as may come in a minute.
 */
final class PingPace {
  /** What the client deserves. */
  enum Answer {
    /** Nothing. */
    NONE,
    /** To be told its interval again. */
    TELL,
    /** To be told a longer interval. */
    SLOW,
    /** To be sent away. */
    CUT
  }

  private static final long MINUTE_NANOS = 60_000_000_000L;
  /* Status reports and changes of network make honest clients ping, too. */
  private static final long LEAST_A_MINUTE = 5;
  private static final int TOLERATED = 4;
  /* So many times as often as is tolerated, which is a hundred times as often as was told. */
  private static final int FAR_BEYOND = 25;
  private static final int WARNINGS = 5;

  private int inAMinute = Integer.MAX_VALUE;
  private int pings;
  private long since;
  private int strikes;

  /** The client was told to beat at this interval. */
  void told(long intervalMs) {
    long asTold = Math.max(LEAST_A_MINUTE, 60_000 / Math.max(1, intervalMs));
    inAMinute = (int) (TOLERATED * asTold);
  }

  /** Counts from {@code now} on. */
  void begin(long now) {
    since = now;
    pings = 0;
  }

  /** A ping came; true if it is time to {@linkplain #judge judge}. */
  boolean pinged() {
    return ++pings >= inAMinute;
  }

  /** What those pings deserve that came up to {@code now}. */
  Answer judge(long now) {
    long took = now - since;
    begin(now);
    if (took >= MINUTE_NANOS) {
      strikes = 0;
      return Answer.NONE;
    }
    strikes++;
    if (strikes == 1) {
      return Answer.TELL;
    }
    return strikes > WARNINGS && took < MINUTE_NANOS / FAR_BEYOND ? Answer.CUT : Answer.SLOW;
  }
}
