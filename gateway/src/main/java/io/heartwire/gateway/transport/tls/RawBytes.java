package io.heartwire.gateway.transport.tls;

import io.heartwire.gateway.transport.Guest;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Before TLS: whatever comes is life, before it is decrypted or whole. */
final class RawBytes extends ChannelInboundHandlerAdapter {
  private final Guest guest;

  RawBytes(Guest guest) {
    this.guest = guest;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    guest.bytesCame();
    ctx.fireChannelRead(msg);
  }
}
