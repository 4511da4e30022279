package io.heartwire.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What stands between a client and its server, and does not bear idle connections. */
final class Middlebox {
  /** What it does with a connection that was idle for too long. */
  enum Manner {
    /** Ends it. */
    CUTS,
    /** Drops all that comes, without a word. */
    FORGETS,
    /** Ends it when something comes. */
    RESETS
  }

  private final Manner manner;
  Duration limit;
  int ended;

  Middlebox(Manner manner, Duration limit) {
    this.manner = manner;
    this.limit = limit;
  }

  /** For {@link HeartwireClientBuilder#channelInitializer}. */
  void into(Channel channel) {
    channel.pipeline().addLast(new Line());
  }

  private final class Line extends ChannelDuplexHandler {
    private Future<?> timer;
    private boolean forgotten;

    private void travels(ChannelHandlerContext ctx) {
      if (timer != null) {
        timer.cancel(false);
      }
      timer = ctx.executor().schedule(() -> idle(ctx), limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void idle(ChannelHandlerContext ctx) {
      if (ctx.channel().isActive() && !forgotten) {
        forgotten = true;
        ended++;
        if (manner == Manner.CUTS) {
          ctx.close();
        }
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      travels(ctx);
      ctx.fireChannelRead(msg);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
      if (!forgotten) {
        travels(ctx);
        ctx.write(msg, promise);
        return;
      }
      ReferenceCountUtil.release(msg);
      promise.trySuccess();
      if (manner == Manner.RESETS) {
        ctx.close();
      }
    }
  }
}
