package io.heartwire.client;

import io.heartwire.netty.HeartbeatHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** First in the pipeline: notes when bytes came, for the report of a lost session. */
final class Traffic extends ChannelInboundHandlerAdapter {
  private final HeartbeatHandler heartbeat;
  private long heardAtNanos;
  private long stalledMs;

  Traffic(HeartbeatHandler heartbeat) {
    this.heartbeat = heartbeat;
  }

  /** When the last byte came. */
  long heardAtNanos() {
    return heardAtNanos;
  }

  /** How much of the silence before the end this process did not run. */
  long stalledMs() {
    return stalledMs;
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

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    // The detector's clock stands still while we do not run; it is asked before it forgets.
    long silenceMs = (ctx.executor().ticker().nanoTime() - heardAtNanos) / 1_000_000;
    stalledMs = Math.max(0, silenceMs - Math.max(0, heartbeat.silenceMs()));
    ctx.fireChannelInactive();
  }
}
