package io.heartwire.gateway.transport.websocket;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.transport.FrameConnection;
import io.heartwire.wire.Frame;
import io.heartwire.wire.FrameDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Carries each of our frames in a text message, in its JSON form. */
final class JsonBridge extends FrameBridge {
  /*
   * Behind it the frames are bytes again, so that what is known of a connection is known of this
   * one too. That costs a copy, and who wants to save it speaks the binary form.
   */
  private final int maxMessageBytes;
  private @Nullable CompositeByteBuf parts;

  JsonBridge(FrameConnection connection, int maxMessageBytes) {
    super(connection);
    this.maxMessageBytes = maxMessageBytes;
  }

  @Override
  protected void data(ChannelHandlerContext ctx, ByteBuf part, boolean text, boolean last) {
    if (!text) {
      part.release();
      violated(
          WebSocketCloseStatus.INVALID_MESSAGE_TYPE,
          "a binary message came, but " + Dialects.JSON + " was agreed: send text messages");
      return;
    }
    ByteBuf message = parts == null && last ? part : joined(ctx, part);
    if (message.readableBytes() > maxMessageBytes) {
      forget(message);
      violated(
          WebSocketCloseStatus.MESSAGE_TOO_BIG,
          "a message has more than "
              + maxMessageBytes
              + " bytes (twice max-frame): send less at a time");
    } else if (last) {
      parts = null;
      try {
        read(ctx, message);
      } finally {
        message.release();
      }
    }
  }

  private ByteBuf joined(ChannelHandlerContext ctx, ByteBuf part) {
    CompositeByteBuf known = parts;
    if (known == null) {
      known = ctx.alloc().compositeBuffer();
      parts = known;
    }
    return known.addComponent(true, part);
  }

  private void forget(ByteBuf message) {
    message.release();
    parts = null;
  }

  private void read(ChannelHandlerContext ctx, ByteBuf message) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(message.nioBuffer()).toString();
    } catch (CharacterCodingException e) {
      violated(WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "a text is not UTF-8: encode it so");
      return;
    }
    Frame frame;
    try {
      frame = JsonReader.read(text);
    } catch (IllegalArgumentException e) {
      connection()
          .close(
              Disconnect.of(DisconnectReason.MALFORMED_FRAME, String.valueOf(e.getMessage())),
              Farewell.NONE);
      return;
    }
    if (!(frame instanceof Frame.Unknown)) {
      ctx.fireChannelRead(encoded(ctx, frame));
    }
  }

  @Override
  WebSocketFrame carry(ChannelHandlerContext ctx, ByteBuf encoded) {
    try {
      Frame frame = FrameDecoder.next(encoded, Integer.MAX_VALUE);
      if (frame == null) {
        throw new IllegalStateException("what we send is not one whole frame");
      }
      return new TextWebSocketFrame(ByteBufUtil.writeUtf8(ctx.alloc(), JsonWriter.write(frame)));
    } finally {
      encoded.release();
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (parts != null) {
      forget(parts);
    }
  }
}
