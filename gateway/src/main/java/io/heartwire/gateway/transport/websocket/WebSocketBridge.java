package io.heartwire.gateway.transport.websocket;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.SocketSnapshot;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.transport.Guest;
import io.heartwire.gateway.transport.LastWord;
import io.heartwire.netty.HeartbeatHandler;
import io.heartwire.wire.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the frames of a WebSocket and whoever speaks in it: answers control frames, hands
 * on what data frames carry, and closes as RFC 6455 prescribes.
 *
 * <p>NOT thread safe: the event loop of its connection owns it.
 */
public abstract sealed class WebSocketBridge extends ChannelDuplexHandler implements LastWord
    permits FrameBridge, StreamBridge {
  private static final int MAX_REASON_BYTES = 123;

  private @Nullable Guest guest;
  private @Nullable WebSocketCloseStatus prescribed;
  private boolean textBegun;
  private boolean closeSent;
  private boolean pongsToFlush;

  /** Whom it sends away when the peer violates the standard. */
  protected final void serves(Guest guest) {
    this.guest = guest;
  }

  /** A part of a message came, {@code last} if it is its end; to be released by the callee. */
  protected abstract void data(ChannelHandlerContext ctx, ByteBuf part, boolean text, boolean last);

  /** A pong came with {@code payload}, which the caller releases. */
  protected abstract void ponged(ChannelHandlerContext ctx, ByteBuf payload);

  @Override
  public final void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (closeSent && !(msg instanceof CloseWebSocketFrame)) {
      ReferenceCountUtil.release(msg);
    } else if (msg instanceof PingWebSocketFrame ping) {
      pinged(ctx, ping);
    } else if (msg instanceof PongWebSocketFrame pong) {
      try {
        ponged(ctx, pong.content());
      } finally {
        pong.release();
      }
    } else if (msg instanceof CloseWebSocketFrame close) {
      closed(ctx, close);
    } else if (msg instanceof WebSocketFrame frame) {
      if (!(frame instanceof ContinuationWebSocketFrame)) {
        textBegun = frame instanceof TextWebSocketFrame;
      }
      data(ctx, frame.content(), textBegun, frame.isFinalFragment());
    } else {
      // Requests that were pipelined behind the upgrade: nobody speaks HTTP here any more.
      ReferenceCountUtil.release(msg);
    }
  }

  /** A ping came, which is released by the callee; by default it is answered, and that is all. */
  /* A peer that pings and does not read gets no pongs: they would pile up. */
  protected void pinged(ChannelHandlerContext ctx, PingWebSocketFrame ping) {
    if (ctx.channel().isWritable()) {
      pongsToFlush = true;
      ctx.write(new PongWebSocketFrame(ping.content()));
    } else {
      ping.release();
    }
  }

  @Override
  public final void channelReadComplete(ChannelHandlerContext ctx) {
    if (pongsToFlush) {
      pongsToFlush = false;
      ctx.flush();
    }
    ctx.fireChannelReadComplete();
  }

  /** The peer closes, by itself or in answer to us. */
  private void closed(ChannelHandlerContext ctx, CloseWebSocketFrame close) {
    int code = close.statusCode();
    String reason = close.reasonText();
    close.release();
    if (!closeSent) {
      HeartbeatHandler.closing(ctx.channel(), ended(endedWith(code), code, reason));
      writeClose(ctx, new CloseWebSocketFrame(code == -1 ? 1000 : code, ""), ctx.newPromise());
      ctx.flush();
    }
    ctx.close();
  }

  /** What it means that the peer closes with {@code code}; -1 for none. */
  protected DisconnectReason endedWith(int code) {
    // 1001 is a page that is left or loaded again, and a client that complains of us may come
    // back, too: no goodbye, so that their grace begins.
    boolean goodbye =
        code == -1
            || code == WebSocketCloseStatus.NORMAL_CLOSURE.code()
            || code == CloseCode.GOODBYE.webSocketCloseCode();
    return goodbye ? DisconnectReason.GOODBYE : DisconnectReason.FIN;
  }

  private static Disconnect ended(DisconnectReason why, int code, String reason) {
    return new Disconnect(
        why,
        "closed with " + (code == -1 ? "no code" : code) + (reason.isEmpty() ? "" : ": " + reason),
        0,
        0,
        0,
        SocketSnapshot.NONE,
        Optional.empty());
  }

  /** The peer violates the standard: it is sent away with the code that is prescribed for that. */
  protected final void violated(WebSocketCloseStatus status, String detail) {
    if (prescribed == null && guest != null) {
      prescribed = status;
      DisconnectReason reason =
          status.equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)
              ? DisconnectReason.FRAME_TOO_LARGE
              : DisconnectReason.MALFORMED_FRAME;
      guest.close(Disconnect.of(reason, detail), Farewell.NONE);
    }
  }

  @Override
  public final void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof CorruptedWebSocketFrameException corrupt) {
      violated(corrupt.closeStatus(), "RFC 6455 is violated: " + corrupt.getMessage());
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }

  /** Closes with {@code code}, or with what is prescribed; the last frame that is written. */
  protected final void writeClose(
      ChannelHandlerContext ctx, int code, String reason, ChannelPromise promise) {
    WebSocketCloseStatus status = prescribed;
    writeClose(
        ctx,
        new CloseWebSocketFrame(true, 0, status == null ? code : status.code(), cut(reason)),
        promise);
  }

  private void writeClose(
      ChannelHandlerContext ctx, CloseWebSocketFrame close, ChannelPromise promise) {
    closeSent = true;
    ctx.write(close, promise);
  }

  /* A reason is a courtesy, so one with letters beyond ASCII is cut early rather than exactly. */
  private static String cut(String reason) {
    int most = reason.chars().allMatch(c -> c < 128) ? MAX_REASON_BYTES : MAX_REASON_BYTES / 3;
    return reason.length() <= most ? reason : reason.substring(0, most);
  }

  /** True once no data may follow. */
  protected final boolean isClosing() {
    return closeSent;
  }

  /** The peer answers with a close of its own; until then it may read what was said. */
  @Override
  public void said(Channel channel) {
    // Its answer ends the connection, or the time that a goodbye may take.
  }

  @Override
  public final void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    Channel channel = ctx.channel();
    Integer linger = channel.isActive() ? channel.config().getOption(ChannelOption.SO_LINGER) : 0;
    boolean cut = linger != null && linger == 0;
    if (closeSent || cut || !channel.isWritable()) {
      ctx.close(promise);
      return;
    }
    int code =
        HeartbeatHandler.disconnectOf(channel)
            .map(why -> CloseCode.of(why.reason()).webSocketCloseCode())
            .orElse(WebSocketCloseStatus.NORMAL_CLOSURE.code());
    ChannelPromise written = ctx.newPromise();
    written.addListener((ChannelFutureListener) ignored -> ctx.close(promise));
    writeClose(ctx, code, "", written);
    ctx.flush();
  }
}
