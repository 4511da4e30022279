package io.heartwire.gateway.admission;

/**
 * How many logins a second are answered in time, found out by trying: 5 % more each second, 30 %
 * less when more than 1 % of the logins were slow.
 *
 * <p>NOT thread safe. It begins with {@value #START} a second, and grows beyond that only while so
 * many come; it stays between {@value #LEAST} and {@value #MOST}.
 */
final class Capacity {
  /** What is tried first. */
  static final double START = 2_000;

  /** It never falls lower. */
  static final double LEAST = 50;

  /** It never grows higher. */
  static final double MOST = 1_000_000;

  /** The share of it that is used. */
  static final double USED = 0.9;

  private static final double GROWTH = 1.05;
  private static final double CUT = 0.7;
  private static final long SECOND = 1_000_000_000L;
  private static final int LEAST_SAMPLES = 20;
  private static final int LONGEST_GROWTH = 600;

  private final Latencies latencies;
  private final long slowNanos;
  private double perSecond = START;
  private long evaluatedAt;
  private long cutAt;
  private boolean wasCut;
  private long answeredAt;
  private int answers;
  private int begun;
  private boolean wanted;
  private long p99Ms;

  Capacity(long slowNanos, long now) {
    this.slowNanos = slowNanos;
    this.latencies = new Latencies(slowNanos);
    this.evaluatedAt = now;
    this.answeredAt = now;
  }

  /** The capacity as it is thought to be, a second. */
  double perSecond() {
    return perSecond;
  }

  /** What 99 % of the logins of the latest evaluation took at most, in milliseconds. */
  long p99Ms() {
    return p99Ms;
  }

  /** A login begins; {@code alone}: no other is under way. */
  void began(boolean alone, long now) {
    begun++;
    if (alone) {
      answeredAt = now;
    }
  }

  /** A login that began at {@code beganAt} was answered. */
  void answered(long beganAt, long now) {
    answeredAt = now;
    answers++;
    // A login from before the cut says nothing about the rate after it.
    if (!wasCut || beganAt - cutAt >= 0) {
      latencies.add(Math.max(0, now - beganAt));
    }
  }

  /** Somebody had to be told to come later. */
  void tooFew() {
    wanted = true;
  }

  /** Evaluates, if a second has passed; true if it did. */
  boolean evaluate(int inFlight, long now) {
    long seconds = (now - evaluatedAt) / SECOND;
    if (seconds < 1) {
      return false;
    }
    boolean hangs = inFlight > 0 && answers == 0 && now - answeredAt > slowNanos;
    boolean enough = latencies.count() >= LEAST_SAMPLES;
    if (latencies.count() > 0) {
      p99Ms = latencies.p99Ms();
    }
    if (hangs || (enough && latencies.areSlow())) {
      perSecond = Math.max(LEAST, perSecond * CUT);
      wasCut = true;
      cutAt = now;
      latencies.clear();
    } else if (wanted || begun >= perSecond * seconds / 2 || perSecond < START) {
      grow(seconds);
    }
    if (enough) {
      latencies.clear();
    }
    answers = 0;
    begun = 0;
    wanted = false;
    evaluatedAt = now;
    return true;
  }

  private void grow(long seconds) {
    // Many seconds at once mean that nobody came: then it only returns to where it began.
    double most = seconds == 1 ? MOST : Math.max(perSecond, START);
    double grown = perSecond * Math.pow(GROWTH, (double) Math.min(seconds, LONGEST_GROWTH));
    perSecond = Math.min(most, grown);
  }
}
