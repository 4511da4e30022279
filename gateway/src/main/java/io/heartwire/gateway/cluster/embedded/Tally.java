package io.heartwire.gateway.cluster.embedded;

import io.heartwire.gateway.cluster.PresenceState;
import io.heartwire.gateway.cluster.Presences;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many clients are in which state: changed by the thread that commits, and shown to all once
 * the transaction holds.
 */
final class Tally {
  private final Map<PresenceState, Long> counts = new EnumMap<>(PresenceState.class);
  private volatile Presences shown = new Presences(0, 0, 0);

  void set(PresenceState state, long count) {
    counts.put(state, count);
  }

  /** A client has gone {@code from} one state, or none, {@code to} another. */
  void moved(@Nullable PresenceState from, PresenceState to) {
    if (from != null) {
      counts.merge(from, -1L, Long::sum);
    }
    counts.merge(to, 1L, Long::sum);
  }

  /** So many clients that were in grace have been announced offline. */
  void expired(int clients) {
    counts.merge(PresenceState.IN_GRACE, (long) -clients, Long::sum);
    counts.merge(PresenceState.OFFLINE, (long) clients, Long::sum);
  }

  /** So many clients that were offline are not known any more. */
  void forgotten(int clients) {
    counts.merge(PresenceState.OFFLINE, (long) -clients, Long::sum);
  }

  /** The transaction holds. */
  void committed() {
    shown =
        new Presences(
            count(PresenceState.ATTACHED),
            count(PresenceState.IN_GRACE),
            count(PresenceState.OFFLINE));
  }

  /** The transaction does not hold. */
  void rolledBack() {
    counts.put(PresenceState.ATTACHED, shown.attached());
    counts.put(PresenceState.IN_GRACE, shown.inGrace());
    counts.put(PresenceState.OFFLINE, shown.offline());
  }

  Presences shown() {
    return shown;
  }

  private long count(PresenceState state) {
    return counts.getOrDefault(state, 0L);
  }
}
