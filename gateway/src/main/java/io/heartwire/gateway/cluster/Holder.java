package io.heartwire.gateway.cluster;

import io.heartwire.core.liveness.ClientId;
import java.util.List;

/**
 * The gateway as its engine sees it: which sessions it holds, connections and leases alike. An
 * engine that is shared asks it, to compare that with what all gateways know. Thread safe; never
 * blocks.
 */
public interface Holder {
  /** How many sessions are held. */
  long count();

  /** Whether a session of {@code clientId} is held, whatever its epoch. */
  boolean holds(ClientId clientId);

  /**
   * A part of what is held, in no order.
   *
   * @param slice which, from 0
   * @param slices of how many, at most 256; all together they are everything
   */
  List<Held> slice(int slice, int slices);

  /** One session, while it is held and after. */
  interface Held {
    /** Whose. */
    ClientId clientId();

    /** Its name, which it keeps whatever becomes of its epoch. */
    String sessionId();

    /** The epoch that its client was told, by which it resumes. */
    long toldEpoch();

    /** Its epoch, as this gateway knows it. */
    long epoch();

    /** Counts the connections of the session, from 1. */
    int connection();

    /** Whether its connection has ended, so that nothing is to be claimed for it any more. */
    boolean hasEnded();

    /** What it would log in with: the same session, where and as it is now. */
    Claim claim();

    /**
     * It goes on as {@code epoch}, which was granted to it. Had it ended meanwhile, the holder
     * releases that epoch.
     *
     * @return false if it had ended
     */
    boolean goesOn(long epoch);

    /** It is over: its client has a newer session. Its connection is closed. */
    void superseded();
  }
}
