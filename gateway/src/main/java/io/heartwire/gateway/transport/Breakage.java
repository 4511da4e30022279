package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.SocketSnapshot;
import io.heartwire.netty.HeartbeatHandler;
import io.heartwire.wire.FrameException;
import io.netty.channel.Channel;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Why a connection cannot go on, by what was thrown on it. */
public final class Breakage {
  private Breakage() {}

  /** How {@code channel}, which is closed, ended; its peer said nothing for {@code silenceMs}. */
  public static Disconnect endOf(Channel channel, long silenceMs) {
    return HeartbeatHandler.disconnectOf(channel)
        .orElseGet(() -> after(DisconnectReason.FIN, "", silenceMs));
  }

  private static Disconnect after(DisconnectReason reason, String detail, long silenceMs) {
    return new Disconnect(reason, detail, silenceMs, 0, 0, SocketSnapshot.NONE, Optional.empty());
  }

  /** More than {@code outboundMaxBytes} wait for a peer. */
  public static Disconnect slow(int outboundMaxBytes) {
    return Disconnect.of(
        DisconnectReason.SLOW_CONSUMER,
        "more than " + outboundMaxBytes + " bytes wait to be read by it (outbound-max)");
  }

  /** The peer's bytes are to blame, or its connection; else it is {@code INTERNAL_ERROR}. */
  public static Disconnect of(Throwable thrown, long silenceMs) {
    if (thrown instanceof FrameException malformed) {
      return malformed.disconnect();
    }
    // What fails while a frame is taken in comes wrapped.
    Throwable cause =
        thrown instanceof DecoderException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause instanceof SSLException) {
      return TlsFailure.of(cause);
    }
    String text =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return cause instanceof IOException
        ? after(brokenBy(text), text, silenceMs)
        : Disconnect.of(DisconnectReason.INTERNAL_ERROR, text);
  }

  /** Our own kernel gives up (TCP_USER_TIMEOUT) for silence; a reset would be the peer's word. */
  private static DisconnectReason brokenBy(String error) {
    return error.contains("timed out") ? DisconnectReason.SILENT : DisconnectReason.RESET;
  }
}
