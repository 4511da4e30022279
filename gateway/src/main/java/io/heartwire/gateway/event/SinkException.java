package io.heartwire.gateway.event;

/** A sink did not take what it was given; the message says why, and what to do. */
public final class SinkException extends Exception {
  private static final long serialVersionUID = 1;

  /** Whose fault it is, and so what becomes of the events. */
  public enum Fault {
    /** It is down, or overloaded: tried again for ever. Counts for the circuit breaker. */
    OTHER_SIDE,
    /** It is there, but its address or what we may do there is wrong: tried again for ever. */
    ADDRESS,
    /**
     * It will not take these events, however often they come: alone and refused often enough, an
     * event becomes a dead letter.
     */
    EVENTS
  }

  private final Fault fault;

  /** The other side is down, with a sentence for people. */
  public SinkException(String why) {
    this(Fault.OTHER_SIDE, why);
  }

  /** The same, with what caused it. */
  public SinkException(String why, Throwable cause) {
    super(why, cause);
    this.fault = Fault.OTHER_SIDE;
  }

  /** With a sentence for people. */
  public SinkException(Fault fault, String why) {
    super(why);
    this.fault = fault;
  }

  /** Whose fault it is. */
  public Fault fault() {
    return fault;
  }
}
