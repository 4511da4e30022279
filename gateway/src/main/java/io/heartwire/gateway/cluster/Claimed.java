package io.heartwire.gateway.cluster;

import java.time.Instant;

/** The answer to a {@link Claim}. */
public sealed interface Claimed {
  /**
   * It is online.
   *
   * @param sessionId the name of its session
   * @param epoch larger than that of every earlier session of the client
   * @param connection counts the connections of this session, from 1
   * @param since when the session began
   * @param resumed true if it is the session that the client had before
   */
  record Granted(String sessionId, long epoch, int connection, Instant since, boolean resumed)
      implements Claimed {}

  /**
   * It is attached already, and the claim was exclusive.
   *
   * @param epoch of the session that stays
   */
  record Refused(long epoch) implements Claimed {}

  /**
   * It has logged in elsewhere since it asked for this.
   *
   * @param epoch of the session that stays
   */
  record Stale(long epoch) implements Claimed {}
}
