package io.heartwire.core.liveness;

import java.time.Duration;

/**
 * What a loop knows of the times at which it was not listening: how much of a silence they excuse,
 * and for how long nobody may be judged after one. NOT thread safe: part of its table.
 */
final class Absence {
  /** Real silence beyond the timeout that no stall of ours excuses. */
  static final long CHRONIC_MS = Duration.ofMinutes(2).toMillis();

  private final StallLog log = new StallLog();

  /** A stall has ended, and no full read pass since. */
  private boolean barrier;

  private boolean passCompleted;
  private boolean heardUntilBefore;
  private boolean everStalled;

  /** The end of the stall from which the one more interval runs; the end of the newest stall. */
  private int stalledAt;

  private long stalledMs;
  private int newestAt;
  private int newestMs;
  private int unchargedMs;

  /** Stalls are so much of the time that real silence must be looked at as well. */
  boolean chronic;

  /** A tick comes, at attentive time {@code nowMs}. */
  void ticked(int nowMs) {
    heardUntilBefore = passCompleted;
    passCompleted = false;
    if (everStalled && nowMs - stalledAt > StallLog.OLDEST_MS) {
      everStalled = false;
    }
    if (chronic) {
      log.expire(nowMs);
      chronic = log.excusedInAll() >= CHRONIC_MS;
    }
  }

  /** Nobody is watched: what was before says nothing of whoever comes. */
  void forget() {
    log.clear();
    chronic = false;
    everStalled = false;
    barrier = false;
    newestMs = 0;
    unchargedMs = 0;
  }

  /** The tick at {@code nowMs} was {@code lagMs} late, of which {@code excusedMs} were left out. */
  void stalled(int nowMs, long lagMs, long excusedMs, int longestIntervalMs) {
    log.expire(nowMs);
    log.add(nowMs, excusedMs);
    newestAt = nowMs;
    newestMs = (int) Math.min(StallLog.OLDEST_MS / 2, excusedMs);
    unchargedMs = Math.min(StallLog.OLDEST_MS / 2, unchargedMs + newestMs);
    chronic = log.excusedInAll() >= CHRONIC_MS;
    barrier = true;
    // Where the kernel cannot be asked, more time is granted once, and then an interval without
    // such grace: or nobody would ever be found on a loop that stalls all the time.
    if (!everStalled || nowMs - stalledAt >= 2L * longestIntervalMs || lagMs > stalledMs) {
      stalledAt = nowMs;
      stalledMs = lagMs;
    }
    everStalled = true;
  }

  /** One full read pass has ended: what had arrived before it has been heard. */
  void passCompleted() {
    barrier = false;
    passCompleted = true;
  }

  /**
   * True if bytes that came before the last tick may still lie unread. A new stall alone does not
   * make it so: a full pass since the last tick has heard all that silence is measured by.
   */
  boolean blind() {
    return barrier && !heardUntilBefore;
  }

  /**
   * Without the kernel's word, twice the length of a stall must have gone by since its end, or one
   * more interval if that is shorter: TCP's back-off delays what was sent meanwhile by as much
   * again as the way was closed, and by some round trips.
   */
  boolean grants(int nowMs, int intervalMs) {
    return everStalled && nowMs - stalledAt < Math.min(intervalMs, 2 * stalledMs);
  }

  /** The newest stall is not excused after all; whoever was last heard before it was silent. */
  int unexcuse() {
    int silent = newestMs;
    newestMs = 0;
    log.forgetLatest();
    chronic = log.excusedInAll() >= CHRONIC_MS;
    return silent;
  }

  /**
   * What the stalls since the last full read pass have excused: those who are excused nothing were
   * silent for it, if they are not heard by now. Asked once.
   */
  int takeUncharged() {
    int uncharged = unchargedMs;
    unchargedMs = 0;
    return uncharged;
  }

  /** True if attentive time {@code ms} was before the newest stall. */
  boolean beforeNewest(int ms) {
    return ms - newestAt < 0;
  }

  /** Milliseconds left out since {@code sinceMs} by stalls that ended by {@code untilMs}. */
  long excused(int sinceMs, int untilMs) {
    return log.excused(sinceMs, untilMs);
  }

  /** As {@link #excused}; a single long suspend of ours does not count. */
  long overload(int sinceMs, int untilMs) {
    return log.overload(sinceMs, untilMs);
  }
}
