package io.heartwire.gateway.session;

import io.heartwire.core.liveness.LivenessPolicy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The holds and extensions that are in force. Thread safe. At most {@value #MOST} of both; one more
 * is refused. Looked at when a connection looks up its policy, never for a heartbeat.
 */
public final class TimedLevers {
  /** How many there may be at a time. */
  public static final int MOST = 100;

  private final List<TimedLever> levers = new CopyOnWriteArrayList<>();

  /** All of them, the oldest first. */
  public List<TimedLever> all() {
    return List.copyOf(levers);
  }

  synchronized void add(TimedLever lever) {
    if (levers.size() >= MOST) {
      throw new IllegalStateException(
          levers.size()
              + " of "
              + MOST
              + " holds and extensions are in force: lift some, or use a group");
    }
    levers.add(lever);
  }

  void remove(TimedLever lever) {
    levers.remove(lever);
  }

  /**
   * {@code policy} with what is in force for {@code session}; of several extensions the longest.
   */
  LivenessPolicy over(LivenessPolicy policy, Session session) {
    if (levers.isEmpty()) {
      return policy;
    }
    boolean held = false;
    Duration more = Duration.ZERO;
    for (TimedLever lever : levers) {
      held |= lever.concerns(session, TimedLever.Kind.HOLD);
      if (lever.concerns(session, TimedLever.Kind.EXTENSION) && lever.more().compareTo(more) > 0) {
        more = lever.more();
      }
    }
    LivenessPolicy timed = more.isZero() ? policy : policy.withMoreTime(more);
    return held ? timed.withHeld(true) : timed;
  }
}
