package io.heartwire.gateway.mqtt;

import io.heartwire.core.liveness.ClientId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The subscriptions of sessions that outlast their connection. Thread safe.
 *
 * <p>Of clients that are away at most {@value #MOST} are kept; at the bound the one that left first
 * is forgotten, and has to subscribe again. A restart forgets them all.
 */
public final class KeptSessions {
  /** The most that are kept of clients that are away. */
  public static final int MOST = 100_000;

  private final Map<ClientId, Kept> kept = new HashMap<>();
  private final Deque<Away> away = new ArrayDeque<>();
  private final int most;

  /* Two are equal only if they are the same object. */
  private static final class Kept {
    final long epoch;
    final Subscriptions subscriptions;

    Kept(long epoch, Subscriptions subscriptions) {
      this.epoch = epoch;
      this.subscriptions = subscriptions;
    }
  }

  private record Away(ClientId client, Kept kept, long untilNanos) {}

  /** Nothing is kept yet. */
  public KeptSessions() {
    this(MOST);
  }

  KeptSessions(int most) {
    this.most = most;
  }

  /** The session of {@code epoch} outlasts its connection, with these subscriptions. */
  public synchronized void keep(ClientId client, long epoch, Subscriptions subscriptions) {
    Kept before = kept.get(client);
    if (before == null || before.epoch <= epoch) {
      kept.put(client, new Kept(epoch, subscriptions));
    }
  }

  /** What the session of {@code epoch} has subscribed to; empty if that is not known. */
  public synchronized Optional<Subscriptions> find(ClientId client, long epoch) {
    Kept mine = kept.get(client);
    return mine != null && mine.epoch == epoch ? Optional.of(mine.subscriptions) : Optional.empty();
  }

  /**
   * The connection of the session of {@code epoch} has ended, and none has taken its place.
   *
   * @param lastsNanos how long the session lasts from now on; 0: no longer
   */
  public synchronized void left(ClientId client, long epoch, long lastsNanos, long nowNanos) {
    Kept mine = kept.get(client);
    if (mine != null && mine.epoch == epoch) {
      if (lastsNanos <= 0) {
        kept.remove(client);
      } else {
        // A copy of its own, so that a client that comes back meanwhile is not taken for it.
        Kept leaving = new Kept(epoch, mine.subscriptions);
        kept.put(client, leaving);
        away.addLast(new Away(client, leaving, nowNanos + lastsNanos));
      }
    }
    forgetOld(nowNanos);
  }

  private void forgetOld(long nowNanos) {
    Away first = away.peekFirst();
    while (first != null && (away.size() > most || nowNanos - first.untilNanos() >= 0)) {
      away.removeFirst();
      if (kept.get(first.client()) == first.kept()) {
        kept.remove(first.client());
      }
      first = away.peekFirst();
    }
  }

  /** How many are kept; for tests. */
  synchronized int size() {
    return kept.size();
  }
}
