package io.heartwire.gateway.event;

/** A sink did not take what it was given; the message says why, and what to do. */
public final class SinkException extends Exception {
  private static final long serialVersionUID = 1;

  /** With a sentence for people. */
  public SinkException(String why) {
    super(why);
  }

  /** The same, with what caused it. */
  public SinkException(String why, Throwable cause) {
    super(why, cause);
  }
}
