package io.heartwire.gateway.mail;

import io.heartwire.gateway.cluster.Kept;
import java.util.Optional;

/** What has become of a {@link Letter} when its sender is answered. */
public sealed interface Outcome {
  /** The client has acknowledged it. */
  record Acked() implements Outcome {}

  /**
   * It is kept until the client acknowledges it, or it expires.
   *
   * @param trouble why it may take longer than usual: one sentence, which names the gateway that
   *     holds the client and does not answer
   */
  record Queued(Optional<String> trouble) implements Outcome {
    /** As usual. */
    public Queued() {
      this(Optional.empty());
    }
  }

  /**
   * It was not taken.
   *
   * @param why the client is unknown or offline, or too much waits for it
   */
  record Refused(Kept why) implements Outcome {}
}
