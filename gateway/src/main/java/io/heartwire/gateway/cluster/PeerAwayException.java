package io.heartwire.gateway.cluster;

/** Another gateway does not answer; the message is one sentence for people. */
public final class PeerAwayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PeerAwayException(String message) {
    super(message);
  }
}
