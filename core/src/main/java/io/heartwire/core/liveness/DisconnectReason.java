package io.heartwire.core.liveness;

/** Why a connection ended. One value per cause; each door maps it to its own number. */
public enum DisconnectReason {
  /** No byte within the timeout, and the kernel saw no acknowledgement of our probe either. */
  SILENT(Initiator.DETECTOR),
  /** The peer's kernel acknowledged our probe, but its application said nothing. */
  CLIENT_FROZEN(Initiator.DETECTOR),
  /** It holds no connection, and has not reported for as long as it was given. */
  LEASE_EXPIRED(Initiator.DETECTOR),
  /** Seen from a client: none of our pings was answered. */
  NO_PONG(Initiator.DETECTOR),
  /** The peer's host reset the connection. */
  RESET(Initiator.PEER),
  /** The peer closed the connection without a goodbye. */
  FIN(Initiator.PEER),
  /** The peer said goodbye. */
  GOODBYE(Initiator.PEER),
  /** A newer login of the same client took over. */
  TAKEN_OVER(Initiator.SERVER),
  /** The client is logged in already and the listener rejects a second login. */
  ALREADY_ONLINE(Initiator.SERVER),
  /** Logged out by an operator. */
  KICKED(Initiator.OPERATOR),
  /** No complete login within the login deadline. */
  LOGIN_TIMEOUT(Initiator.SERVER),
  /** The credential was refused. */
  AUTHENTICATION_FAILED(Initiator.SERVER),
  /** The authenticator itself failed: the client is not to blame. */
  AUTHENTICATOR_UNAVAILABLE(Initiator.SERVER),
  /** What the client proved who it is with has run out, and it sent nothing newer. */
  CREDENTIAL_EXPIRED(Initiator.SERVER),
  /** Too many of its logins were refused: it is not even asked for a while. */
  TOO_MANY_REFUSED(Initiator.SERVER),
  /** The two sides found no common TLS, or what came is none. */
  TLS_FAILED(Initiator.SERVER),
  /** The client id has a wrong length or character. */
  BAD_CLIENT_ID(Initiator.SERVER),
  /** The protocol version is not spoken here. */
  UNSUPPORTED_VERSION(Initiator.SERVER),
  /** Something other than a login came first. */
  NOT_LOGGED_IN(Initiator.SERVER),
  /** A second login on a connection that is logged in. */
  LOGIN_TWICE(Initiator.SERVER),
  /** The bytes are not a frame of the protocol. */
  MALFORMED_FRAME(Initiator.SERVER),
  /** A frame is larger than the limit. */
  FRAME_TOO_LARGE(Initiator.SERVER),
  /** A frame was begun and not ended within the frame deadline. */
  FRAME_TIMEOUT(Initiator.SERVER),
  /** The connection lives but exchanged no message for the idle timeout. */
  IDLE(Initiator.SERVER),
  /** The client does not read what is sent to it, and its share of memory is used up. */
  SLOW_CONSUMER(Initiator.SERVER),
  /** The server has no room for another connection. */
  BUSY(Initiator.SERVER),
  /** Too many log in at once: this client was told when its turn comes. */
  LATER(Initiator.SERVER),
  /** Too many logins are under way. */
  LOGINS_FULL(Initiator.SERVER),
  /** Too many connections come from where this one does. */
  SOURCE_FULL(Initiator.SERVER),
  /** The client pings far more often than it was told to, and did not slow down. */
  PING_FLOOD(Initiator.SERVER),
  /** The server is being stopped. */
  SHUTDOWN(Initiator.SERVER),
  /** The server is being emptied before it ends: everybody is told, one after the other. */
  DRAINED(Initiator.SERVER),
  /** Seen from a client: its user closed it. */
  CLOSED_BY_USER(Initiator.SERVER),
  /** Seen from a client: no connection could be made. */
  CONNECT_FAILED(Initiator.PEER),
  /** A defect of ours ended the connection. */
  INTERNAL_ERROR(Initiator.SERVER);

  /** Who decided that a connection ends. */
  public enum Initiator {
    /** The other side, or its host. */
    PEER,
    /** Our liveness detector. */
    DETECTOR,
    /** Our rules. */
    SERVER,
    /** A person. */
    OPERATOR
  }

  private final Initiator decidedBy;

  DisconnectReason(Initiator decidedBy) {
    this.decidedBy = decidedBy;
  }

  /** Who decides a disconnect of this reason. */
  public Initiator decidedBy() {
    return decidedBy;
  }
}
