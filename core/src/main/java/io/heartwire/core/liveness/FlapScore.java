package io.heartwire.core.liveness;

import java.time.Duration;

/**
 * How much one client flaps: how often, of late, it came back soon after it had gone.
 *
 * <p>Each return within 120 s is a point; points halve every five minutes. From three points on the
 * client is unstable, until there is less than one. Source: {@code docs/detection.md}.
 *
 * @param points as of {@code atNanos}
 * @param atNanos when they were counted, on a monotonic clock
 * @param returns how often in a row, with more than half a point left each time
 * @param unstable true from three points on, until less than one
 */
public record FlapScore(double points, long atNanos, short returns, boolean unstable) {
  private static final long SOON_NANOS = Duration.ofMinutes(2).toNanos();
  private static final double HALF_LIFE_NANOS = Duration.ofMinutes(5).toNanos();
  private static final double ENTER = 3;
  private static final double LEAVE = 1;

  /** Less than this ends a row of returns. */
  private static final double CALM = 0.5;

  /** Less than this changes nothing that anybody could see. */
  private static final double NOTHING = 0.01;

  /** A client that has never flapped. */
  public static FlapScore none(long nowNanos) {
    return new FlapScore(0, nowNanos, (short) 0, false);
  }

  /** The score at {@code nowNanos}. */
  public FlapScore at(long nowNanos) {
    long elapsed = Math.max(0, nowNanos - atNanos);
    double left = points * Math.pow(0.5, elapsed / HALF_LIFE_NANOS);
    return new FlapScore(left, nowNanos, left < CALM ? 0 : returns, unstable && left >= LEAVE);
  }

  /** The score after a return at {@code nowNanos} from {@code offlineNanos} of absence. */
  public FlapScore returned(long offlineNanos, long nowNanos) {
    FlapScore now = at(nowNanos);
    if (offlineNanos > SOON_NANOS) {
      return now;
    }
    double more = now.points + 1;
    short count = (short) Math.min(Short.MAX_VALUE, now.returns + 1);
    return new FlapScore(more, nowNanos, count, now.unstable || more >= ENTER);
  }

  /**
   * Whether a client that left {@code offlineNanos} ago would, if it returned at {@code nowNanos},
   * be judged otherwise than one that never left.
   */
  public boolean matters(long offlineNanos, long nowNanos) {
    return offlineNanos <= SOON_NANOS || at(nowNanos).points >= NOTHING;
  }

  /** The policy such a client is held to: half as much patience again while it is unstable. */
  public LivenessPolicy damp(LivenessPolicy policy) {
    if (!unstable) {
      return policy;
    }
    return policy.withMoreTime(policy.timeout().dividedBy(2));
  }
}
