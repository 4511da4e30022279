package io.heartwire.gateway.mail;

import io.heartwire.gateway.cluster.Kept;

/** What has become of a {@link Letter} when its sender is answered. */
public sealed interface Outcome {
  /** The client has acknowledged it. */
  record Acked() implements Outcome {}

  /** It is kept until the client acknowledges it, or it expires. */
  record Queued() implements Outcome {}

  /**
   * It was not taken.
   *
   * @param why the client is unknown or offline, or too much waits for it
   */
  record Refused(Kept why) implements Outcome {}
}
