package io.heartwire.gateway.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Before TLS: whatever comes is life, before it is decrypted or whole.
 *
 * <p>NOT thread safe: the event loop of its connection owns it.
 */
public final class RawBytes extends ChannelInboundHandlerAdapter {
  private Guest guest;

  /** Tells {@code guest}. */
  public RawBytes(Guest guest) {
    this.guest = guest;
  }

  /** The peer of {@code channel} speaks another protocol now, and {@code guest} is who does. */
  public static void are(Channel channel, Guest guest) {
    RawBytes handler = channel.pipeline().get(RawBytes.class);
    if (handler != null) {
      handler.guest = guest;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    guest.bytesCame();
    ctx.fireChannelRead(msg);
  }
}
