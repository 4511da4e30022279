package io.heartwire.gateway.session;

import io.heartwire.core.liveness.ClientId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sessions by their clients, one each: open addressing over one array, 6 to 12 bytes a session,
 * where a {@code HashMap} takes 32 more.
 *
 * <p>NOT thread safe: each is guarded by the monitor of its stripe. Grows with the most sessions
 * there ever were, and does not shrink. Its bound is that of the connections.
 */
class SessionTable {
  private static final int FIRST_BITS = 4;

  private int bits = FIRST_BITS;
  private @Nullable Session[] places = new @Nullable Session[1 << FIRST_BITS];
  private int size;

  /** The session of {@code clientId}; null if there is none. */
  @Nullable Session find(ClientId clientId) {
    return places[place(clientId)];
  }

  /** Puts {@code session} in, in place of an older one of its client. */
  void put(Session session) {
    int at = place(session.clientId());
    boolean added = places[at] == null;
    places[at] = session;
    if (added && ++size * 3 > places.length * 2) {
      grow();
    }
  }

  /** Takes {@code session} out; false if its client has another one, or none. */
  boolean remove(Session session) {
    int at = place(session.clientId());
    if (places[at] != session) {
      return false;
    }
    closeGap(at);
    size--;
    return true;
  }

  /** Adds all sessions to {@code all}, in no order. */
  void addTo(List<Session> all) {
    for (Session session : places) {
      if (session != null) {
        all.add(session);
      }
    }
  }

  /** Those behind the gap move up, so that a search that ends at a gap misses none. */
  private void closeGap(int gap) {
    int mask = places.length - 1;
    for (int next = (gap + 1) & mask; ; next = (next + 1) & mask) {
      Session session = places[next];
      if (session == null) {
        break;
      }
      int wayFromHome = (next - home(session.clientId())) & mask;
      if (wayFromHome >= ((next - gap) & mask)) {
        places[gap] = session;
        gap = next;
      }
    }
    places[gap] = null;
  }

  private void grow() {
    @Nullable Session[] old = places;
    bits++;
    places = new @Nullable Session[1 << bits];
    for (Session session : old) {
      if (session != null) {
        places[place(session.clientId())] = session;
      }
    }
  }

  /** Where the session of {@code clientId} is, or would be. */
  private int place(ClientId clientId) {
    int mask = places.length - 1;
    int at = home(clientId);
    while (true) {
      Session session = places[at];
      if (session == null || session.clientId().equals(clientId)) {
        return at;
      }
      at = (at + 1) & mask;
    }
  }

  /* Below the bits that chose the stripe, which all sessions of one table have in common. */
  private int home(ClientId clientId) {
    int spread = SessionRegistry.spread(clientId) << SessionRegistry.STRIPE_BITS;
    return spread >>> (Integer.SIZE - bits);
  }
}
