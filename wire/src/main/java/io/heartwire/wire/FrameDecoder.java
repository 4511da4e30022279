package io.heartwire.wire;

import io.heartwire.core.liveness.DisconnectReason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the incoming bytes into {@link Frame}s, read where they lie.
 *
 * <p>Bytes that are not a frame end the connection's usefulness: a {@link FrameException} goes once
 * through {@code exceptionCaught}, and everything that arrives later is thrown away unread; closing
 * is the owner's business. A length beyond the limit is refused before its bytes arrive, so that a
 * connection never holds more than one frame of the limit and one read. Frames of later versions
 * come out as {@link Frame.Unknown}.
 *
 * <p>One instance per channel; all methods on the channel's event loop.
 */
public final class FrameDecoder extends ByteToMessageDecoder {
  private static final int MAX_LENGTH_BYTES = 5;

  /** Hears whether the last frame that was begun is still incomplete. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Called on the event loop: true when a frame has begun and its end is not here yet, false when
     * it has ended. Not called for frames that arrive whole.
     */
    void frameOpen(boolean open);
  }

  private final Progress progress;
  private int maxFrameBytes;
  private boolean open;
  private boolean failed;

  /**
   * A decoder for one channel.
   *
   * @param maxFrameBytes the longest frame allowed, without its length prefix
   * @param progress hears of half-read frames, such as {@code heartbeatHandler::frameOpen}
   */
  public FrameDecoder(int maxFrameBytes, Progress progress) {
    this.maxFrameBytes = checked(maxFrameBytes);
    this.progress = progress;
  }

  /**
   * The longest frame allowed from the next frame on, without its length prefix: small until the
   * login, larger after it.
   */
  public void limit(int maxFrameBytes) {
    this.maxFrameBytes = checked(maxFrameBytes);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
    super.channelRead(ctx, msg);
    if (!open && !failed && actualReadableBytes() > 0) {
      open = true;
      progress.frameOpen(true);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (failed) {
      in.skipBytes(in.readableBytes());
      return;
    }
    try {
      Frame frame = next(in, maxFrameBytes);
      if (frame != null) {
        out.add(frame);
        ended();
      }
    } catch (FrameException e) {
      failed = true;
      in.skipBytes(in.readableBytes());
      ended();
      throw e;
    }
  }

  /**
   * Reads one frame off {@code in}, for a handler that decodes as a part of its own work; null, and
   * nothing is read, while it is incomplete.
   *
   * @param maxFrameBytes the longest frame allowed, without its length prefix
   * @throws FrameException if these bytes are no frame, or one that is too long
   */
  public static @Nullable Frame next(ByteBuf in, int maxFrameBytes) {
    int start = in.readerIndex();
    int available = in.readableBytes();
    long length = 0;
    for (int i = 0; i < MAX_LENGTH_BYTES; i++) {
      if (i == available) {
        return null;
      }
      byte b = in.getByte(start + i);
      length |= (long) (b & 0x7F) << (7 * i);
      if (b >= 0) {
        checkLength(length, maxFrameBytes);
        int prefix = i + 1;
        if (available - prefix < length) {
          return null;
        }
        int end = start + prefix + (int) length;
        in.readerIndex(start + prefix);
        return FrameReader.frame(in, end);
      }
    }
    throw FrameException.malformed(
        "a frame's length has more than 5 bytes, limit 5: these bytes are not a frame");
  }

  private static void checkLength(long length, int maxFrameBytes) {
    if (length > maxFrameBytes) {
      throw new FrameException(
          DisconnectReason.FRAME_TOO_LARGE,
          "a frame has "
              + length
              + " bytes, limit "
              + maxFrameBytes
              + ": send less at a time, or raise the listener's max-frame");
    }
  }

  private void ended() {
    if (open) {
      open = false;
      progress.frameOpen(false);
    }
  }

  private static int checked(int maxFrameBytes) {
    if (maxFrameBytes < 1) {
      throw new IllegalArgumentException(
          "the frame limit is " + maxFrameBytes + " bytes, must be at least 1: raise it");
    }
    return maxFrameBytes;
  }
}
