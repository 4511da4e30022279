package io.heartwire.client;

/** The client was closed before a message was acknowledged: whether it arrived is not known. */
public final class ClientClosedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClientClosedException(String message) {
    super(message);
  }
}
