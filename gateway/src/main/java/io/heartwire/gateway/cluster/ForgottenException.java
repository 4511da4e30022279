package io.heartwire.gateway.cluster;

/** A reader asks for events that are not kept any more. */
public final class ForgottenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long oldest;

  /** {@code oldest} is the number of the first event that is kept. */
  public ForgottenException(long after, long oldest) {
    super(
        "events after "
            + after
            + " are not kept any more: the oldest is "
            + oldest
            + ", so read from after="
            + (oldest - 1)
            + ", and take the present state from /api/v1/clients");
    this.oldest = oldest;
  }

  /** The number of the first event that is kept. */
  public long oldest() {
    return oldest;
  }
}
