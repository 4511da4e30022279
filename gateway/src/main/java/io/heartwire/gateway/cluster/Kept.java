package io.heartwire.gateway.cluster;

import java.util.Optional;

/** What became of a message that was to be kept for a client. */
public sealed interface Kept {
  /**
   * It is kept, by this call or by an earlier one.
   *
   * @param number grows with each message that is kept
   * @param previous the number of the latest one before it that waits for the same client; 0: none
   * @param attached whether the client is attached; if not, it is in grace, or has gone since
   * @param elsewhere the other gateway that it is or was attached to; empty if it was this one
   */
  record Held(long number, long previous, boolean attached, Optional<String> elsewhere)
      implements Kept {
    /** With a client of this gateway. */
    public Held(long number, long previous, boolean attached) {
      this(number, previous, attached, Optional.empty());
    }
  }

  /** The client has acknowledged a message of this id before. */
  record Delivered() implements Kept {}

  /** The client was never here. */
  record Unknown() implements Kept {}

  /** The client is offline. */
  record Offline() implements Kept {}

  /**
   * Too much waits for the client.
   *
   * @param messages how many wait
   * @param bytes how much
   */
  record Full(int messages, long bytes) implements Kept {}
}
