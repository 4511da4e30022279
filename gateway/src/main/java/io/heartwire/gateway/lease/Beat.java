package io.heartwire.gateway.lease;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.session.Login;
import io.heartwire.wire.Status;
import java.time.Duration;
import java.util.Optional;

/**
 * One heartbeat of a client that holds no connection. Its form has been judged, and nothing else.
 *
 * @param login who it says it is, and how it proves it
 * @param byToken true if the credential is a heartbeat token, and not one for the authenticator
 * @param ttl how long it is to count as alive after this; empty: as its group's policy says
 * @param status how it is; empty if it says nothing
 * @param groupVersion of its group's data, that it has; 0 if it says none
 * @param ofMany true if it came in a batch: its login may wait for those before it
 */
public record Beat(
    Login login,
    boolean byToken,
    Optional<Duration> ttl,
    Status status,
    long groupVersion,
    boolean ofMany) {

  /** One that came alone. */
  public Beat(
      Login login, boolean byToken, Optional<Duration> ttl, Status status, long groupVersion) {
    this(login, byToken, ttl, status, groupVersion, false);
  }

  /** The same, as one of a batch. */
  public Beat asOneOfMany() {
    return new Beat(login, byToken, ttl, status, groupVersion, true);
  }

  /** The same, whose client is proved by the certificate of its connection. */
  public Beat withCertificate() {
    return new Beat(login.withCertificate(), byToken, ttl, status, groupVersion, ofMany);
  }

  ClientId clientId() {
    return login.clientId();
  }
}
