package io.heartwire.gateway.lease;

/** A heartbeat that is none: the message is one sentence for its sender, with a remedy. */
public final class MalformedBeatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says {@code message} to the sender. */
  public MalformedBeatException(String message) {
    super(message);
  }
}
