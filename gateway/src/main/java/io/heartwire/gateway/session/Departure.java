package io.heartwire.gateway.session;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.LivenessPolicy;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;

/**
 * One connection that ended: the {@link Disconnect}, and whose it was.
 *
 * @param number counts all departures of this process, from 1
 * @param clientId who left; empty if it never said
 * @param visit the session, if there was one
 * @param listener the listener it came through
 * @param remoteAddress where it came from
 * @param at wall-clock time of the verdict
 * @param atNanos the same on the monotonic clock of this process
 * @param disconnect why, and on what evidence
 */
public record Departure(
    long number,
    Optional<ClientId> clientId,
    Optional<Visit> visit,
    String listener,
    InetSocketAddress remoteAddress,
    Instant at,
    long atNanos,
    Disconnect disconnect) {

  /**
   * The session that ended.
   *
   * @param sessionId its name
   * @param epoch its epoch
   * @param user the user it acted for, if any
   * @param group its group
   * @param tags words it was found by
   * @param version the version of the client software
   * @param since when it logged in
   * @param policy what it was held to at the end
   * @param spot where it lived
   */
  public record Visit(
      String sessionId,
      long epoch,
      Optional<String> user,
      String group,
      Tags tags,
      String version,
      Instant since,
      LivenessPolicy policy,
      Connection.Spot spot) {}
}
