package io.heartwire.client;

/** A message was not taken because the outbox was full: the network or the server is too slow. */
public final class OutboxFullException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutboxFullException(String message) {
    super(message);
  }
}
