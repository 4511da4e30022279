package io.heartwire.gateway.transport.websocket;

import io.heartwire.netty.Heartbeat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.util.List;

/**
 * The decoder of WebSocket frames, and the stamper before it: any byte is life, also one of a
 * control frame.
 *
 * <p>NOT thread safe: the event loop of its connection owns it.
 */
final class SocketDecoder extends WebSocket13FrameDecoder {
  /* One handler for both, because Netty keeps 64 bytes for each handler of each connection. */
  private final Dialect.Speaker speaker;
  private boolean open;
  private boolean cameWhole;

  SocketDecoder(Dialect.Speaker speaker, WebSocketDecoderConfig config) {
    super(config);
    this.speaker = speaker;
  }

  /** For frames of at most {@code maxFrameBytes}; one is enough for many connections. */
  static WebSocketDecoderConfig config(int maxFrameBytes) {
    return WebSocketDecoderConfig.newBuilder()
        .maxFramePayloadLength(maxFrameBytes)
        .expectMaskedFrames(true)
        .allowMaskMismatch(false)
        .allowExtensions(false)
        // The bridge closes, with a reason that is counted.
        .closeOnProtocolViolation(false)
        .build();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
    Heartbeat heartbeat = speaker.heartbeat();
    heartbeat.bytesCame();
    cameWhole = false;
    super.channelRead(ctx, msg);
    boolean partial = actualReadableBytes() > 0;
    if (open && (cameWhole || !partial) && !speaker.midFrame().getAsBoolean()) {
      heartbeat.frameOpen(false);
    }
    if (partial && (cameWhole || !open)) {
      heartbeat.frameOpen(true);
    }
    open = partial;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    super.decode(ctx, in, out);
    if (!out.isEmpty()) {
      cameWhole = true;
    }
  }
}
