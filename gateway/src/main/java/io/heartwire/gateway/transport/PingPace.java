package io.heartwire.gateway.transport;

/**
 * Whether one client pings far more often than it was told to.
 *
 * <p>NOT thread safe: the event loop of its connection owns it. A ping costs one addition; the
 * clock is read once for every so many pings as may come in a minute.
 */
class PingPace {
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
  private static final int MINUTE_MILLIS = 60_000;
  /* Status reports and changes of network make honest clients ping, too. */
  private static final int LEAST_A_MINUTE = 5;
  private static final int TOLERATED = 4;
  /* So many times as often as is tolerated, which is a hundred times as often as was told. */
  private static final int FAR_BEYOND = 25;
  private static final int WARNINGS = 5;

  private int intervalMs;
  private int left = Integer.MAX_VALUE;
  private long since;
  private byte strikes;

  /** Who is told what a client deserves that pings far too often. */
  @FunctionalInterface
  interface Watch {
    void hurried(Answer answer);
  }

  /** The client was told to beat at this interval. */
  void told(int intervalMs) {
    left += tolerated(intervalMs) - tolerated(this.intervalMs);
    this.intervalMs = intervalMs;
  }

  /** The interval it was told; 0 before it was told any. */
  int toldIntervalMs() {
    return intervalMs;
  }

  /** How many pings may come in a minute; any number as long as it was told nothing. */
  private static int tolerated(int intervalMs) {
    return intervalMs == 0
        ? Integer.MAX_VALUE
        : TOLERATED * Math.max(LEAST_A_MINUTE, MINUTE_MILLIS / intervalMs);
  }

  /** Counts from {@code now} on. */
  void begin(long now) {
    since = now;
    left = tolerated(intervalMs);
  }

  /** A ping came; true if it is time to {@linkplain #judge judge}. */
  boolean pinged() {
    return --left <= 0;
  }

  /** What those pings deserve that came up to {@code now}. */
  Answer judge(long now) {
    long took = now - since;
    begin(now);
    if (took >= MINUTE_NANOS) {
      strikes = 0;
      return Answer.NONE;
    }
    strikes = (byte) Math.min(WARNINGS + 1, strikes + 1);
    if (strikes == 1) {
      return Answer.TELL;
    }
    return strikes > WARNINGS && took < MINUTE_NANOS / FAR_BEYOND ? Answer.CUT : Answer.SLOW;
  }
}
