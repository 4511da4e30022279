package io.heartwire.netty;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;

/**
 * First in the pipeline of a {@link ReconnectingChannel}'s connection. While two connections race
 * it stands in for the user's handlers: only the winner gets them, and they see {@code
 * channelActive} once and no byte before it. Afterwards it notes a reset.
 */
final class RaceGate extends ChannelDuplexHandler {
  private boolean won;
  private boolean active;
  private boolean readWanted;

  /** The race is won: {@code handler} takes over. */
  void handOver(ChannelHandlerContext ctx, ChannelHandler handler) {
    won = true;
    ctx.pipeline().addLast(handler);
    if (active) {
      ctx.fireChannelActive();
    }
    if (readWanted && ctx.channel().config().isAutoRead()) {
      ctx.read();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    active = true;
    if (won) {
      ctx.fireChannelActive();
    }
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    // Nothing reads before there is somebody to read for.
    readWanted = true;
    if (won) {
      ctx.read();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!won) {
      ctx.close();
      return;
    }
    if (cause instanceof IOException) {
      HeartbeatHandler.closing(
          ctx.channel(), Disconnect.of(DisconnectReason.RESET, String.valueOf(cause.getMessage())));
    }
    ctx.fireExceptionCaught(cause);
  }
}
