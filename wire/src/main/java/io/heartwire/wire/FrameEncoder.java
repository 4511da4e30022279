package io.heartwire.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.EncoderException;

/**
 * Turns each outgoing {@link Frame} into one buffer: length, then content. Everything else passes.
 *
 * <p>Stateless: one instance may serve all pipelines. A frame that cannot be encoded fails its
 * promise and leaves the connection as it was.
 */
@Sharable
public final class FrameEncoder extends ChannelOutboundHandlerAdapter {
  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    encodeAndWrite(ctx, msg, promise);
  }

  /**
   * What this handler does with a write, at the place of {@code ctx}: for a handler that encodes as
   * a part of its own work.
   */
  public static void encodeAndWrite(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (!(msg instanceof Frame frame)) {
      ctx.write(msg, promise);
      return;
    }
    ByteBuf encoded;
    try {
      encoded = encode(ctx.alloc(), frame);
    } catch (RuntimeException e) {
      promise.tryFailure(new EncoderException(e));
      return;
    }
    ctx.write(encoded, promise);
  }

  /** {@code frame} with its length before it, in a buffer that the caller owns. */
  public static ByteBuf encode(ByteBufAllocator alloc, Frame frame) {
    int tag = FrameWriter.tag(frame);
    int contentSize = FrameWriter.size(frame);
    ByteBuf out = begin(alloc, tag, contentSize);
    try {
      FrameWriter.write(out, frame);
      return out;
    } catch (RuntimeException e) {
      out.release();
      throw e;
    }
  }

  /** A bare pong, encoded without making a frame of it. */
  static ByteBuf encodePong(ByteBufAllocator alloc, long sequence) {
    ByteBuf out = begin(alloc, FieldTag.FRAME_PONG, FieldWriter.numberSize(sequence));
    FieldWriter.number(out, FieldTag.PONG_SEQUENCE, sequence);
    return out;
  }

  /**
   * A pong whose only directive is that group data of another version than {@code groupVersion} is
   * stale, encoded without making a frame of it, in a buffer that the caller owns.
   */
  public static ByteBuf encodePong(ByteBufAllocator alloc, long sequence, long groupVersion) {
    int directivesSize = FieldWriter.numberSize(groupVersion);
    int contentSize = FieldWriter.numberSize(sequence) + FieldWriter.nestedSize(directivesSize);
    ByteBuf out = begin(alloc, FieldTag.FRAME_PONG, contentSize);
    FieldWriter.number(out, FieldTag.PONG_SEQUENCE, sequence);
    FieldWriter.nested(out, FieldTag.PONG_DIRECTIVES, directivesSize);
    FieldWriter.number(out, FieldTag.DIRECTIVES_GROUP_VERSION, groupVersion);
    return out;
  }

  private static ByteBuf begin(ByteBufAllocator alloc, int tag, int contentSize) {
    int frameSize = FieldWriter.nestedSize(contentSize);
    // One buffer for length and content: two would make the send a gathering write.
    ByteBuf out = alloc.ioBuffer(FieldWriter.varintSize(frameSize) + frameSize);
    FieldWriter.varint(out, frameSize);
    FieldWriter.nested(out, tag, contentSize);
    return out;
  }
}
