package io.heartwire.gateway.transport;

import io.heartwire.wire.Frame;
import io.heartwire.wire.FrameDecoder;
import io.heartwire.wire.FrameEncoder;
import io.heartwire.wire.FrameException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.SocketAddress;
import java.util.List;

/**
 * The only handler of a connection: cuts what comes into frames, like {@link FrameDecoder}, and
 * encodes what goes, like {@link FrameEncoder}. Bytes that are no frame are thrown once, and then
 * all others are thrown away.
 *
 * <p>NOT thread safe: the event loop of its connection owns it.
 */
abstract class FrameHandler extends ByteToMessageDecoder implements ChannelOutboundHandler {
  /*
   * One handler, because Netty keeps 64 bytes for each handler of each connection, beside what the
   * handler keeps itself: decoder, encoder, stamper, heartbeat and connection took 528 together.
   */
  private boolean open;
  private boolean failed;

  /** The longest frame allowed now, without its length. */
  abstract int maxFrameBytes();

  /** Bytes came; nobody has looked at them. */
  public abstract void bytesCame();

  /** A frame was begun and is incomplete, or none is. */
  abstract void frameOpen(boolean open);

  /** A frame came. */
  abstract void received(ChannelHandlerContext ctx, Frame frame);

  /** The promise to write with what this connection writes. */
  abstract ChannelPromise counted(ChannelPromise promise);

  /** True if a frame has begun and has not come whole. On the event loop. */
  public final boolean isFrameOpen() {
    return open;
  }

  @Override
  public final void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
    bytesCame();
    super.channelRead(ctx, msg);
    if (!open && !failed && actualReadableBytes() > 0) {
      open = true;
      frameOpen(true);
    }
  }

  /* Frames are taken in here, and not put out: there is no handler behind this one. */
  @Override
  protected final void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (failed) {
      in.skipBytes(in.readableBytes());
      return;
    }
    Frame frame;
    try {
      frame = FrameDecoder.next(in, maxFrameBytes());
    } catch (FrameException e) {
      failed = true;
      in.skipBytes(in.readableBytes());
      ended();
      throw e;
    }
    if (frame != null) {
      ended();
      received(ctx, frame);
    }
  }

  private void ended() {
    if (open) {
      open = false;
      frameOpen(false);
    }
  }

  @Override
  public final void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    FrameEncoder.encodeAndWrite(ctx, msg, counted(promise));
  }

  @Override
  public final void flush(ChannelHandlerContext ctx) {
    ctx.flush();
  }

  @Override
  public final void read(ChannelHandlerContext ctx) {
    ctx.read();
  }

  @Override
  public final void bind(ChannelHandlerContext ctx, SocketAddress local, ChannelPromise promise) {
    ctx.bind(local, promise);
  }

  @Override
  public final void connect(
      ChannelHandlerContext ctx,
      SocketAddress remote,
      SocketAddress local,
      ChannelPromise promise) {
    ctx.connect(remote, local, promise);
  }

  @Override
  public final void disconnect(ChannelHandlerContext ctx, ChannelPromise promise) {
    ctx.disconnect(promise);
  }

  @Override
  public final void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    ctx.close(promise);
  }

  @Override
  public final void deregister(ChannelHandlerContext ctx, ChannelPromise promise) {
    ctx.deregister(promise);
  }
}
