package io.heartwire.gateway.transport.websocket;

import io.heartwire.gateway.transport.FrameConnection;
import io.heartwire.wire.Frame;
import io.heartwire.wire.FrameDecoder;
import io.heartwire.wire.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * The bridge of a connection that speaks our frames. A ping of ours that only asks goes out as a
 * ping of the WebSocket, which a browser answers by itself: a page in the background whose timers
 * are throttled lives. A goodbye is followed by the close.
 */
abstract sealed class FrameBridge extends WebSocketBridge permits BinaryBridge, JsonBridge {
  private static final int PING_TAG = 0x0A;
  private static final int PONG_TAG = 0x12;
  private static final int GOODBYE_TAG = 0x3A;

  private final FrameConnection connection;
  private @Nullable ByteBuf toEcho;
  private boolean asked;
  private long sequence;

  FrameBridge(FrameConnection connection) {
    this.connection = connection;
    serves(connection);
  }

  final FrameConnection connection() {
    return connection;
  }

  /** {@code encoded}, one of our frames that is taken over, as a message of the WebSocket. */
  abstract WebSocketFrame carry(ChannelHandlerContext ctx, ByteBuf encoded);

  static ByteBuf encoded(ChannelHandlerContext ctx, Frame frame) {
    return FrameEncoder.encode(ctx.alloc(), frame);
  }

  @Override
  public final void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (!(msg instanceof ByteBuf encoded)) {
      ctx.write(msg, promise);
      return;
    }
    if (isClosing()) {
      encoded.release();
      promise.tryFailure(new ClosedChannelException());
      return;
    }
    switch (tag(encoded)) {
      case PING_TAG -> ping(ctx, encoded, promise);
      case PONG_TAG -> pong(ctx, encoded, promise);
      case GOODBYE_TAG -> goodbye(ctx, encoded, promise);
      default -> ctx.write(carry(ctx, encoded), promise);
    }
  }

  /* The kind of a frame is the byte after its length. */
  private static int tag(ByteBuf encoded) {
    int at = encoded.readerIndex();
    while (encoded.getByte(at) < 0) {
      at++;
    }
    return at + 1 < encoded.writerIndex() ? encoded.getByte(at + 1) : 0;
  }

  private void ping(ChannelHandlerContext ctx, ByteBuf encoded, ChannelPromise promise) {
    if (FrameDecoder.next(encoded.duplicate(), Integer.MAX_VALUE) instanceof Frame.Ping ping) {
      asked = true;
      sequence = ping.sequence();
      ByteBuf payload = ctx.alloc().buffer(Long.BYTES).writeLong(sequence);
      if (ping.isBare()) {
        encoded.release();
        ctx.write(new PingWebSocketFrame(payload), promise);
        return;
      }
      // What it tells is for the program, which may sleep; the browser answers nevertheless.
      ctx.write(new PingWebSocketFrame(payload));
    }
    ctx.write(carry(ctx, encoded), promise);
  }

  /*
   * A ping of the WebSocket goes the way of one of ours, so that whoever pings far too often is
   * slowed, whichever it sends. Its pong becomes one of the WebSocket again.
   */
  @Override
  protected final void pinged(ChannelHandlerContext ctx, PingWebSocketFrame ping) {
    if (connection.session().isEmpty() || connection.isFrameOpen()) {
      super.pinged(ctx, ping);
      return;
    }
    toEcho = ping.content();
    try {
      ctx.fireChannelRead(encoded(ctx, new Frame.Ping(0)));
    } finally {
      ping.release();
      toEcho = null;
    }
  }

  private void pong(ChannelHandlerContext ctx, ByteBuf encoded, ChannelPromise promise) {
    ByteBuf payload = toEcho;
    if (payload == null) {
      ctx.write(carry(ctx, encoded), promise);
      return;
    }
    toEcho = null;
    if (FrameDecoder.next(encoded.duplicate(), Integer.MAX_VALUE) instanceof Frame.Pong pong
        && !pong.isBare()) {
      ctx.write(carry(ctx, encoded));
    } else {
      encoded.release();
    }
    ctx.write(new PongWebSocketFrame(payload.retain()), promise);
  }

  private void goodbye(ChannelHandlerContext ctx, ByteBuf encoded, ChannelPromise promise) {
    Frame last = FrameDecoder.next(encoded.duplicate(), Integer.MAX_VALUE);
    ctx.write(carry(ctx, encoded));
    if (last instanceof Frame.Goodbye goodbye) {
      writeClose(ctx, goodbye.code().webSocketCloseCode(), goodbye.detail(), promise);
    }
  }

  /** One that answers nothing of ours is a sign of life, and that has been noted. */
  @Override
  protected final void ponged(ChannelHandlerContext ctx, ByteBuf payload) {
    // Within a frame of ours nothing can be put in; that the peer lives has been noted.
    if (asked
        && !connection.isFrameOpen()
        && payload.readableBytes() == Long.BYTES
        && payload.getLong(payload.readerIndex()) == sequence) {
      asked = false;
      ctx.fireChannelRead(encoded(ctx, new Frame.Pong(sequence)));
    }
  }
}
