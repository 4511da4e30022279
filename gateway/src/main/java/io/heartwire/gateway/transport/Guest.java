package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.gateway.session.Farewell;

/** Whoever has come through a door, from accept on. Thread safe, never blocks. */
public interface Guest {
  /**
   * Sends it away for the reason {@code disconnect}: with a goodbye where it may listen. The first
   * call wins, later ones do nothing.
   */
  void close(Disconnect disconnect, Farewell farewell);
}
