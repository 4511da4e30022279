package io.heartwire.client;

/**
 * The server did not take a message: what handles it there failed, or was not done in time. It may
 * have had effects; the same message may well fail again.
 */
public final class MessageRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MessageRefusedException(String message) {
    super(message);
  }
}
