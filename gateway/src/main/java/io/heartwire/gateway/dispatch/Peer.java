package io.heartwire.gateway.dispatch;

import io.heartwire.core.liveness.ClientId;
import java.util.Optional;

/**
 * The client a message came from, as a handler sees it: who it is, and a way to answer. Thread
 * safe; may be kept, and does nothing any more once the client has left.
 */
public interface Peer {
  /** The device, tab or process. */
  ClientId clientId();

  /** The user the authenticator named, if any. */
  Optional<String> user();

  /** The group the authenticator put it in. */
  String group();

  /** The epoch of its session: a later session of the same client has a larger one. */
  long epoch();

  /**
   * Sends {@code message} to the client; never blocks.
   *
   * @return false, and it is not sent, if the client has left, or if more bytes than it may have
   *     wait to be written to it: send again later, it is disconnected for it only if they still
   *     wait once its event loop has tried
   */
  boolean send(Message message);
}
