package io.heartwire.gateway.cluster;

import io.heartwire.core.liveness.ClientId;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A client wants to be online.
 *
 * @param clientId who
 * @param user the user it acts for, if any
 * @param group its group
 * @param sessionId the name of its session, if it is to be a new one
 * @param resumeEpoch the epoch of the session that it may resume, as its token proves; {@link
 *     #LATEST_EPOCH}: whichever it has; empty: none
 * @param exclusive refuse it if it is attached already, and does not resume
 * @param grace how long it may be away, if nobody can ask later because this node is killed
 * @param door where it came in
 * @param askedMicros when it asked for it, by {@link ClusterEngine#sharedMicros}: it loses against
 *     a login at another gateway that came after that; 0 if that is not known
 */
public record Claim(
    ClientId clientId,
    Optional<String> user,
    String group,
    String sessionId,
    OptionalLong resumeEpoch,
    boolean exclusive,
    Duration grace,
    Door door,
    long askedMicros) {
  /** Stands for the epoch of the session that the client has. */
  public static final long LATEST_EPOCH = Long.MAX_VALUE;

  /**
   * As {@link #resumeEpoch}: whatever session it has, if that is in grace. For clients that hold no
   * connection: their credential alone says that they are the same.
   */
  public static final OptionalLong ANY_SESSION = OptionalLong.of(Long.MIN_VALUE);

  /** One of which nobody knows when it was asked for. */
  public Claim(
      ClientId clientId,
      Optional<String> user,
      String group,
      String sessionId,
      OptionalLong resumeEpoch,
      boolean exclusive,
      Duration grace,
      Door door) {
    this(clientId, user, group, sessionId, resumeEpoch, exclusive, grace, door, 0);
  }

  /** The same, asked for at {@code micros}. */
  public Claim asked(long micros) {
    return new Claim(clientId, user, group, sessionId, resumeEpoch, exclusive, grace, door, micros);
  }

  /**
   * Where a client came in.
   *
   * @param listener the name of the listener
   * @param remoteAddress where it came from
   * @param version the version of its software; empty if not said
   */
  public record Door(String listener, String remoteAddress, String version) {}
}
