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

  /**
   * Bytes came from it, and nobody has looked at them: they are life, whatever they mean. Called on
   * its event loop by what stands before it in the pipeline, such as TLS.
   */
  void bytesCame();
}
