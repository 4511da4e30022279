package io.heartwire.gateway.dispatch;

/**
 * A handler, or its stage, fails with this if the message may come again later: its client is told
 * that there is no room for it now, as if no handler had seen it.
 */
public final class BusyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** {@code why} says what is missing, for a log. */
  public BusyException(String why) {
    super(why, null, false, false);
  }
}
