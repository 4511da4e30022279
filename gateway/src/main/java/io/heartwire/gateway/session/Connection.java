package io.heartwire.gateway.session;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.SocketSnapshot;
import io.heartwire.gateway.dispatch.Message;
import java.util.concurrent.CompletionStage;

/**
 * One attached peer, whatever its protocol. Transports implement this; thread safe, never blocks.
 */
public interface Connection {
  /**
   * Ends the connection for the reason {@code disconnect}: with a goodbye where the peer may still
   * listen, at once where it is dead. The first call wins, later ones do nothing.
   */
  void close(Disconnect disconnect, Farewell farewell);

  /**
   * Sends {@code message}.
   *
   * @return false if it is closed, or is being closed because the peer reads too slowly
   */
  boolean send(Message message);

  /** The policy of its session may have changed: look it up again, and hold the peer to it. */
  void reviewPolicy();

  /** How it is doing, asked on its own thread; fails if it is closed. */
  CompletionStage<Vitals> vitals();

  /**
   * What the kernel knows of it, asked on the caller's thread: also while its own is blocked. Empty
   * where that cannot be asked.
   */
  default SocketSnapshot glance() {
    return SocketSnapshot.NONE;
  }

  /** True if it comes through a proxy: what the kernel knows of it is the proxy's. */
  default boolean isProxied() {
    return false;
  }

  /** Where it lives, and what it said last. */
  default Spot spot() {
    return Spot.UNKNOWN;
  }

  /**
   * What it has in common with others.
   *
   * @param loop the event loop that serves it; empty if there is none
   * @param lastType the type of the last message it sent; empty if it sent none
   */
  record Spot(String loop, String lastType) {
    /** Not known. */
    public static final Spot UNKNOWN = new Spot("", "");
  }
}
