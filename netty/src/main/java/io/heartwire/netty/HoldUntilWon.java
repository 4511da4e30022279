package io.heartwire.netty;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;

/**
 * Stands in for the user's handlers while two connections race: only the winner gets handlers, and
 * they see {@code channelActive} once and no byte before it.
 */
final class HoldUntilWon extends ChannelDuplexHandler {
  private boolean active;
  private boolean readWanted;

  /** The race is won: {@code handler} takes over. */
  void handOver(ChannelHandlerContext ctx, ChannelHandler handler) {
    ctx.pipeline().addLast(handler);
    if (active) {
      ctx.fireChannelActive();
    }
    ctx.pipeline().remove(this);
    if (readWanted && ctx.channel().config().isAutoRead()) {
      ctx.channel().read();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    active = true;
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    // Nothing reads before there is somebody to read for.
    readWanted = true;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
