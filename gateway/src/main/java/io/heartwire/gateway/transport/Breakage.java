package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.wire.FrameException;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;

/** Why a connection cannot go on, by what was thrown on it. */
final class Breakage {
  private Breakage() {}

  /** The peer's bytes are to blame, or its connection; else it is {@code INTERNAL_ERROR}. */
  static Disconnect of(Throwable thrown) {
    if (thrown instanceof FrameException malformed) {
      return malformed.disconnect();
    }
    // What fails while a frame is taken in comes wrapped.
    Throwable cause =
        thrown instanceof DecoderException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    String text =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return cause instanceof IOException
        ? Disconnect.of(brokenBy(text), text)
        : Disconnect.of(DisconnectReason.INTERNAL_ERROR, text);
  }

  /** Our own kernel gives up (TCP_USER_TIMEOUT) for silence; a reset would be the peer's word. */
  private static DisconnectReason brokenBy(String error) {
    return error.contains("timed out") ? DisconnectReason.SILENT : DisconnectReason.RESET;
  }
}
