package io.heartwire.gateway.lease;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.gateway.session.Session;
import java.time.Duration;
import java.util.Optional;

/** The answer to a heartbeat, or to the goodbye of a client that holds no connection. */
public sealed interface Reply {
  /**
   * It counts as alive.
   *
   * @param session that its client has
   * @param policy that it is held to: the next heartbeat is due after the interval
   * @param sighted true if the client is attached by another door, so that this was a sighting
   * @param staleGroupVersion the version of its group's data, if the client has not said that it
   *     has it; else 0
   */
  record Alive(Session session, LivenessPolicy policy, boolean sighted, long staleGroupVersion)
      implements Reply {}

  /**
   * Its lease has ended, by its own goodbye.
   *
   * @param session that ended
   */
  record Ended(Session session) implements Reply {}

  /**
   * Nothing has changed.
   *
   * @param why of which kind the problem is
   * @param detail one sentence with value and remedy
   * @param retryAfter when to try again; empty: not before what is wrong was put right
   */
  record Refused(Why why, String detail, Optional<Duration> retryAfter) implements Reply {
    static Refused of(Why why, String detail) {
      return new Refused(why, detail, Optional.empty());
    }

    static Refused later(Why why, String detail, Duration wait) {
      return new Refused(why, detail, Optional.of(wait));
    }
  }

  /** Kinds of problems. */
  enum Why {
    /** The heartbeat asks for what it cannot have. */
    BAD_REQUEST,
    /** The credential was refused. */
    CREDENTIAL,
    /** The token is known, but not for this client. */
    FORBIDDEN,
    /** There is nothing to end. */
    NOT_HELD,
    /** The client has a session that this heartbeat cannot go on with. */
    CONFLICT,
    /** Many log in: it is to come later. */
    LATER,
    /** There are as many leases, or heartbeats waiting, as there may be. */
    FULL,
    /** The authenticator or the disk is out of order, or the gateway is being emptied. */
    UNAVAILABLE;

    /** The same as a reason why nobody was let in; empty where no login was refused. */
    Optional<DisconnectReason> reason() {
      return switch (this) {
        case CREDENTIAL, FORBIDDEN -> Optional.of(DisconnectReason.AUTHENTICATION_FAILED);
        case FULL -> Optional.of(DisconnectReason.BUSY);
        default -> Optional.empty();
      };
    }
  }
}
