package io.heartwire.netty;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A handler that an {@link IdleLoop} looks at, from the moment its channel is active until it is
 * not. Owned by the loop.
 */
abstract class IdleSubject extends ChannelDuplexHandler {
  static final int NOT_IN_HEAP = -1;

  @Nullable ChannelHandlerContext context;
  @Nullable IdleLoop loop;

  /** When the loop looks at this handler next. */
  long deadlineNanos;

  /** The place among the others that wait, or {@link #NOT_IN_HEAP}. */
  int heapIndex = NOT_IN_HEAP;

  /** How many read passes this handler has been given to prove its peer alive; 0 if not asked. */
  byte asks;

  /** The watch begins; false if there is nothing to watch. */
  abstract boolean start(ChannelHandlerContext ctx, long nowNanos);

  /**
   * Fires what is due. Before the peer was asked ({@code asked} false) what depends on the peer is
   * left out, and true is returned if there is such.
   */
  abstract boolean check(long nowNanos, boolean asked);

  /** Whether the peer would be called idle now. */
  abstract boolean seemsIdle(long nowNanos);

  /** Whether the kernel holds bytes of the peer that the loop has not come to; false if unknown. */
  abstract boolean hasUnreadBytes();

  /** When to look next. */
  abstract long nextCheckNanos();

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    if (ctx.channel().isActive() && ctx.channel().isRegistered()) {
      begin(ctx);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) throws Exception {
    end();
    context = null;
  }

  @Override
  public void channelRegistered(ChannelHandlerContext ctx) throws Exception {
    if (ctx.channel().isActive()) {
      begin(ctx);
    }
    super.channelRegistered(ctx);
  }

  @Override
  public void channelUnregistered(ChannelHandlerContext ctx) throws Exception {
    end();
    super.channelUnregistered(ctx);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    begin(ctx);
    super.channelActive(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    end();
    super.channelInactive(ctx);
  }

  final void end() {
    IdleLoop left = loop;
    if (left != null) {
      loop = null;
      left.leave(this);
    }
  }

  final boolean belongsTo(IdleLoop candidate) {
    return loop == candidate;
  }

  final boolean readsOnItsOwnLoop() {
    return context != null && context.executor() == context.channel().eventLoop();
  }

  final EventLoop channelLoop() {
    return Objects.requireNonNull(context, "asked after removal").channel().eventLoop();
  }

  private void begin(ChannelHandlerContext ctx) {
    if (loop == null) {
      IdleLoop joined = IdleLoop.of(ctx.executor());
      if (start(ctx, joined.now())) {
        loop = joined;
        joined.join(this);
      }
    }
  }
}
