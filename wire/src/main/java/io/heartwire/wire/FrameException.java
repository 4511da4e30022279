package io.heartwire.wire;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.netty.handler.codec.DecoderException;

/**
 * Says that the bytes of a peer are not a frame, or not one that is allowed; the connection cannot
 * be used any more.
 *
 * <p>The message names the offending value, the limit and a remedy, and may be told to the peer. It
 * has no stack trace: a peer causes it, not our code, and may do so often.
 */
public final class FrameException extends DecoderException {
  private static final long serialVersionUID = 1L;

  private final DisconnectReason reason;

  FrameException(DisconnectReason reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  static FrameException malformed(String detail) {
    return new FrameException(DisconnectReason.MALFORMED_FRAME, detail);
  }

  /** {@code MALFORMED_FRAME} or {@code FRAME_TOO_LARGE}. */
  public DisconnectReason reason() {
    return reason;
  }

  /** The disconnect that follows from this. */
  public Disconnect disconnect() {
    return Disconnect.of(reason, String.valueOf(getMessage()));
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
