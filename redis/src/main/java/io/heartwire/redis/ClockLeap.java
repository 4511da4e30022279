package io.heartwire.redis;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Notices that the wall clock of this machine was set forward: against the time of Redis, which
 * waits as long as a timeout is to wait. Thread safe.
 *
 * <p>A look at both is an interval, as asking Redis takes its time: a leap is what is certain. What
 * counts is how far the wall clock was ever ahead.
 */
final class ClockLeap {
  private final InstantSource wallClock;
  private boolean looked;
  private final Offset offset = new Offset();
  private long mostBeyond;
  private long redisMicros;
  private long leapMicros;
  private long cutoffMicros;

  ClockLeap(InstantSource wallClock) {
    this.wallClock = wallClock;
  }

  /**
   * A leap that was not made up for.
   *
   * @param micros how far; 0: none
   * @param cutoffMicros when, in the time of Redis: it concerns what was set until then
   */
  record Leap(long micros, long cutoffMicros) {}

  /** What Redis should show when our clock shows {@code wall}; 0 if they were never compared. */
  synchronized long expected(Instant wall) {
    return offset.isKnown() ? Micros.of(wall) + offset.micros() : 0;
  }

  /** Redis showed {@code redis} between {@code before} and now. */
  synchronized void compare(Instant before, long redis) {
    long least = redis - Micros.of(wallClock.instant());
    long most = redis - Micros.of(before);
    // A clock that is set meanwhile makes nonsense of both: the next look tells.
    if (least <= most) {
      offset.within(least, most);
    }
  }

  /** Redis showed {@code redisMicros} between {@code before} and now. */
  synchronized void look(Instant before, long redis) {
    compare(before, redis);
    long leastBeyond = Micros.of(before) - redis;
    if (looked && leastBeyond > mostBeyond) {
      leapMicros += leastBeyond - mostBeyond;
      cutoffMicros = leapMicros == leastBeyond - mostBeyond ? redisMicros : cutoffMicros;
    }
    long beyond = Micros.of(wallClock.instant()) - redis;
    // One that was set back, and then right again, has not leapt.
    mostBeyond = looked ? Math.max(mostBeyond, beyond) : beyond;
    redisMicros = redis;
    looked = true;
  }

  synchronized Leap leap() {
    return new Leap(leapMicros, leapMicros == 0 ? Long.MAX_VALUE / 1_000 : cutoffMicros);
  }

  /** All that {@code leap} concerns has come out. */
  synchronized void madeUp(Leap leap) {
    leapMicros -= leap.micros();
  }
}
