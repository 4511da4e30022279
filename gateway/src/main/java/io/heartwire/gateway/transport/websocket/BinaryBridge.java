package io.heartwire.gateway.transport.websocket;

import io.heartwire.gateway.transport.FrameConnection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/** Carries our frames in binary messages, as they are on TCP. A message holds whole frames. */
final class BinaryBridge extends FrameBridge {
  BinaryBridge(FrameConnection connection) {
    super(connection);
  }

  @Override
  protected void data(ChannelHandlerContext ctx, ByteBuf part, boolean text, boolean last) {
    if (text) {
      part.release();
      violated(
          WebSocketCloseStatus.INVALID_MESSAGE_TYPE,
          "a text message came, but " + Dialects.PROTOBUF + " was agreed: send binary messages");
      return;
    }
    ctx.fireChannelRead(part);
    if (last && connection().isFrameOpen()) {
      violated(
          WebSocketCloseStatus.INVALID_PAYLOAD_DATA,
          "a message ends within a frame: put whole frames into each message");
    }
  }

  @Override
  WebSocketFrame carry(ChannelHandlerContext ctx, ByteBuf encoded) {
    return new BinaryWebSocketFrame(encoded);
  }
}
