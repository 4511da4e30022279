package io.heartwire.cli.faults;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/** One client's connection, which can fall silent or read slowly. Its event loop owns it. */
final class CrowdChannel extends ChannelDuplexHandler {
  private static final int SIP_BYTES = 64;
  private static final long SIP_EVERY_MS = 1_000;

  private boolean silent;

  /** Everything that is to be sent from now on is thrown away. */
  void fallSilent() {
    silent = true;
  }

  /** Reads a little every second from now on: enough to live, not enough to keep up. */
  static void readSlowly(Channel channel) {
    channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(SIP_BYTES));
    channel.config().setAutoRead(false);
    channel
        .eventLoop()
        .scheduleAtFixedRate(channel::read, SIP_EVERY_MS, SIP_EVERY_MS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (silent) {
      ReferenceCountUtil.release(message);
      promise.trySuccess();
      return;
    }
    ctx.write(message, promise);
  }
}
