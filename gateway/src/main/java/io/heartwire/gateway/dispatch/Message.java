package io.heartwire.gateway.dispatch;

import java.nio.ByteBuffer;

/**
 * One message from or to a client.
 *
 * @param type what kind of message it is, in the application's own words
 * @param id names it for an acknowledgement; empty if none is wanted
 * @param body its content, which Heartwire does not look at; each call returns a read-only view
 *     with a position of its own
 * @param ackWanted true if the sender wants to hear that the receiver has taken it
 */
public record Message(String type, String id, ByteBuffer body, boolean ackWanted) {
  public Message {
    if (ackWanted && id.isEmpty()) {
      throw new IllegalArgumentException(
          "message of type '" + type + "' wants an ack but has no id: give it one");
    }
    body = body.asReadOnlyBuffer();
  }

  @Override
  public ByteBuffer body() {
    return body.duplicate();
  }
}
