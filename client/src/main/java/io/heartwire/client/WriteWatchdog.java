package io.heartwire.client;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds a write that never returns: no byte has left for the limit although some wait. A slow write
 * that moves is none. Without waiting bytes there is no timer.
 */
final class WriteWatchdog extends ChannelOutboundHandlerAdapter {
  private final Duration limit;
  private final Runnable stuck;
  private @Nullable Future<?> timer;
  private @Nullable Object head;
  private long headProgress;

  /** {@code stuck} is run once, on the event loop. */
  WriteWatchdog(Duration limit, Runnable stuck) {
    this.limit = limit;
    this.stuck = stuck;
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    ctx.flush();
    if (timer == null) {
      watch(ctx);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void watch(ChannelHandlerContext ctx) {
    timer = null;
    ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
    if (buffer == null || buffer.isEmpty()) {
      head = null;
      return;
    }
    Object current = buffer.current();
    if (head != null && current == head && buffer.currentProgress() == headProgress) {
      stuck.run();
      return;
    }
    head = current;
    headProgress = buffer.currentProgress();
    timer = ctx.executor().schedule(() -> watch(ctx), limit.toNanos(), TimeUnit.NANOSECONDS);
  }
}
