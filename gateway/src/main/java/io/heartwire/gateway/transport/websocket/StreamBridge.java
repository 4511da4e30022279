package io.heartwire.gateway.transport.websocket;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.transport.Goodbyes;
import io.heartwire.gateway.transport.Guest;
import io.heartwire.netty.HeartbeatHandler;
import io.heartwire.wire.CloseCode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.nio.channels.ClosedChannelException;

/**
 * The bridge of a connection on which a protocol is spoken that cuts a stream of bytes by itself,
 * such as MQTT: how that is divided into binary messages means nothing. Once the last word has been
 * said the WebSocket is closed.
 *
 * <p>A peer that closes the WebSocket has not said goodbye by that: the protocol has a word of its
 * own for it.
 */
public final class StreamBridge extends WebSocketBridge {
  /** For {@code guest}, whose handlers come behind. */
  public StreamBridge(Guest guest) {
    serves(guest);
  }

  @Override
  protected void data(ChannelHandlerContext ctx, ByteBuf part, boolean text, boolean last) {
    if (text) {
      part.release();
      violated(
          WebSocketCloseStatus.INVALID_MESSAGE_TYPE,
          "a text message came: send packets in binary messages");
    } else if (part.isReadable()) {
      ctx.fireChannelRead(part);
    } else {
      part.release();
    }
  }

  @Override
  protected void ponged(ChannelHandlerContext ctx, ByteBuf payload) {
    // Nobody is asked by this bridge: it is a sign of life, and that has been noted.
  }

  @Override
  protected DisconnectReason endedWith(int code) {
    return DisconnectReason.FIN;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (!(msg instanceof ByteBuf bytes)) {
      ctx.write(msg, promise);
    } else if (isClosing()) {
      bytes.release();
      promise.tryFailure(new ClosedChannelException());
    } else if (bytes.isReadable()) {
      ctx.write(new BinaryWebSocketFrame(bytes), promise);
    } else {
      // Nothing is said, and whoever says it waits until all before it has been.
      ctx.write(bytes, promise);
    }
  }

  @Override
  public void said(Channel channel) {
    ChannelHandlerContext ctx = channel.pipeline().context(this);
    if (ctx == null || isClosing()) {
      return;
    }
    Disconnect why =
        HeartbeatHandler.disconnectOf(channel).orElse(Disconnect.of(DisconnectReason.SHUTDOWN, ""));
    writeClose(
        ctx,
        CloseCode.of(why.reason()).webSocketCloseCode(),
        Goodbyes.detail(why),
        ctx.newPromise());
    ctx.flush();
  }
}
