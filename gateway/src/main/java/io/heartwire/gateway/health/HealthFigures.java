package io.heartwire.gateway.health;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How many clients are how, and how often that changed. Thread safe. */
public final class HealthFigures {
  private final Map<HealthState, LongAdder> present = new EnumMap<>(HealthState.class);
  private final Map<HealthState, LongAdder> changes = new EnumMap<>(HealthState.class);
  private final LongAdder passedOver = new LongAdder();
  private final LongAdder refused = new LongAdder();

  HealthFigures() {
    for (HealthState state : HealthState.values()) {
      present.put(state, new LongAdder());
      changes.put(state, new LongAdder());
    }
  }

  private static LongAdder of(Map<HealthState, LongAdder> counts, HealthState state) {
    LongAdder count = counts.get(state);
    if (count == null) {
      throw new IllegalStateException("no count of " + state);
    }
    return count;
  }

  /**
   * How many of {@code attached} clients are {@code state}: whoever was never judged is unknown.
   */
  public long present(HealthState state, long attached) {
    if (state != HealthState.UNKNOWN) {
      return of(present, state).sum();
    }
    long judged = 0;
    for (HealthState other : HealthState.values()) {
      judged += other == HealthState.UNKNOWN ? 0 : of(present, other).sum();
    }
    return Math.max(0, attached - judged);
  }

  /** How often a client became {@code state}, since the start. */
  public long changesTo(HealthState state) {
    return of(changes, state).sum();
  }

  /** Statuses that no rule was asked about because a newer one came first, since the start. */
  public long passedOver() {
    return passedOver.sum();
  }

  /** Times the queue to the rules was full; the status waits for its client's next heartbeat. */
  public long refused() {
    return refused.sum();
  }

  void came(HealthState state) {
    of(present, state).increment();
  }

  void left(HealthState state) {
    of(present, state).decrement();
  }

  void changed(HealthState from, HealthState to) {
    left(from);
    came(to);
    of(changes, to).increment();
  }

  void passOver() {
    passedOver.increment();
  }

  void refuse() {
    refused.increment();
  }
}
