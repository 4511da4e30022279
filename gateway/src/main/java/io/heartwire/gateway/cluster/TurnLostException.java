package io.heartwire.gateway.cluster;

/** A reader is not served by this gateway any more, or in another term: nothing has changed. */
public final class TurnLostException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /** {@code reader} was served here in {@code term}. */
  public TurnLostException(String reader, long term) {
    super(
        "sink "
            + reader
            + " is not served here in term "
            + term
            + " any more: whoever serves it now goes on from its cursor, and tells again what was"
            + " under way");
  }
}
