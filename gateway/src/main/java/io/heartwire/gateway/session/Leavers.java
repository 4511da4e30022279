package io.heartwire.gateway.session;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.FlapScore;
import io.heartwire.gateway.health.Health;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of clients that left lately, as far as it matters when they return: how much
 * they flap, by which verdict they left, and how they were. Everything else the engine knows, on
 * the disk.
 *
 * <p>NOT thread safe: each is guarded by the monitor of its stripe. Up to a bound; there the one
 * that left first is forgotten. What matters no more is forgotten with the next ones that leave.
 */
final class Leavers {
  /** For so long what a client reports may show that a verdict was wrong. */
  private static final long REVIEW_NANOS = Duration.ofHours(1).toNanos();

  private static final int STALE_AT_A_TIME = 4;

  /**
   * One of them.
   *
   * @param verdict its departure, if it was the detector that decided it
   * @param epoch of its session
   * @param health what was told of it last: if its session goes on, it is not told anew
   */
  record Leaver(
      long atNanos, FlapScore flaps, @Nullable Departure verdict, long epoch, Health health) {
    private boolean matters(long nowNanos) {
      long away = nowNanos - atNanos;
      boolean counts = verdict != null || !health.equals(Health.UNJUDGED);
      return (counts && away <= REVIEW_NANOS) || flaps.matters(away, nowNanos);
    }
  }

  private final LinkedHashMap<ClientId, Leaver> byId = new LinkedHashMap<>();
  private final int bound;

  Leavers(int bound) {
    this.bound = bound;
  }

  /** A client is back: what is remembered of it, and from now on is not; null if nothing is. */
  @Nullable Leaver returned(ClientId clientId) {
    return byId.remove(clientId);
  }

  /** A client has left. False if another one had to be forgotten that still mattered. */
  boolean left(ClientId clientId, Leaver leaver) {
    Iterator<Leaver> eldest = byId.values().iterator();
    for (int i = 0; i < STALE_AT_A_TIME && eldest.hasNext(); i++) {
      if (eldest.next().matters(leaver.atNanos())) {
        break;
      }
      eldest.remove();
    }
    // Behind all others, also if it was there before.
    byId.remove(clientId);
    byId.put(clientId, leaver);
    if (byId.size() <= bound) {
      return true;
    }
    Iterator<Leaver> all = byId.values().iterator();
    all.next();
    all.remove();
    return false;
  }

  int size() {
    return byId.size();
  }
}
