package io.heartwire.client;

import io.heartwire.netty.HeartbeatHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** First in the pipeline: notes when bytes came, for the report of a lost session. */
final class Traffic extends ChannelInboundHandlerAdapter {
  private final HeartbeatHandler heartbeat;
  private long heardAtNanos;

  Traffic(HeartbeatHandler heartbeat) {
    this.heartbeat = heartbeat;
  }

  /** When the last byte came. */
  long heardAtNanos() {
    return heardAtNanos;
  }

  /** How much of the silence until {@code now} this process did not run. */
  long stalledMs(long now) {
    // The detector's clock stands still while we do not run.
    return Math.max(0, (now - heardAtNanos) / 1_000_000 - heartbeat.silenceMs());
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    heardAtNanos = ctx.executor().ticker().nanoTime();
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    heardAtNanos = ctx.executor().ticker().nanoTime();
    ctx.fireChannelRead(msg);
  }
}
