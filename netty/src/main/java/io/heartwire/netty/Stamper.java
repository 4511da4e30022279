package io.heartwire.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Notes that bytes came, before TLS and before any decoder: first in the pipeline from accept on.
 * Part of a {@link HeartbeatHandler}.
 */
final class Stamper extends ChannelInboundHandlerAdapter {
  private final HeartbeatHandler heartbeat;

  Stamper(HeartbeatHandler heartbeat) {
    this.heartbeat = heartbeat;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    heartbeat.bytesCame();
    ctx.fireChannelRead(msg);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.fireChannelReadComplete();
    // Here, and not in the heartbeat handler: a handler in between may swallow the event.
    heartbeat.flushPongs();
  }
}
