package io.heartwire.netty;

import static io.netty.handler.timeout.IdleStateEvent.ALL_IDLE_STATE_EVENT;
import static io.netty.handler.timeout.IdleStateEvent.FIRST_ALL_IDLE_STATE_EVENT;
import static io.netty.handler.timeout.IdleStateEvent.FIRST_READER_IDLE_STATE_EVENT;
import static io.netty.handler.timeout.IdleStateEvent.FIRST_WRITER_IDLE_STATE_EVENT;
import static io.netty.handler.timeout.IdleStateEvent.READER_IDLE_STATE_EVENT;
import static io.netty.handler.timeout.IdleStateEvent.WRITER_IDLE_STATE_EVENT;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Channels of virtual time for the tests of the idle handler, and what happened on them. */
abstract class IdleChannels {
  final List<Object> events = new ArrayList<>();
  final List<Throwable> errors = new ArrayList<>();

  EmbeddedChannel frozen(ChannelHandler... handlers) {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    channel.pipeline().addLast(handlers).addLast(recorder());
    return channel;
  }

  SlowChannel slow(IdleState state, boolean observeOutput) {
    SlowChannel channel = new SlowChannel();
    channel.freezeTime();
    long writer = state == IdleState.WRITER_IDLE ? 5 : 0;
    channel
        .pipeline()
        .addLast(new IdleStateHandler(observeOutput, 0, writer, 5 - writer, SECONDS))
        .addLast(recorder());
    return channel;
  }

  static void pass(EmbeddedChannel channel, long time, TimeUnit unit) {
    channel.advanceTimeBy(time, unit);
    channel.runPendingTasks();
  }

  static IdleStateHandler watching(IdleState state) {
    return new IdleStateHandler(
        state == IdleState.READER_IDLE ? 1 : 0,
        state == IdleState.WRITER_IDLE ? 1 : 0,
        state == IdleState.ALL_IDLE ? 1 : 0);
  }

  static IdleStateEvent firstOf(IdleState state) {
    return switch (state) {
      case READER_IDLE -> FIRST_READER_IDLE_STATE_EVENT;
      case WRITER_IDLE -> FIRST_WRITER_IDLE_STATE_EVENT;
      case ALL_IDLE -> FIRST_ALL_IDLE_STATE_EVENT;
    };
  }

  static IdleStateEvent laterOf(IdleState state) {
    return switch (state) {
      case READER_IDLE -> READER_IDLE_STATE_EVENT;
      case WRITER_IDLE -> WRITER_IDLE_STATE_EVENT;
      case ALL_IDLE -> ALL_IDLE_STATE_EVENT;
    };
  }

  ChannelHandler recorder() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        events.add(event);
      }

      @Override
      public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        errors.add(cause);
      }
    };
  }

  static final class FailingWrites extends ChannelDuplexHandler {
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      ReferenceCountUtil.release(message);
      promise.setFailure(new IOException("no way out"));
    }
  }

  static final class Swallowing extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ReferenceCountUtil.release(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {}
  }

  static final class Closing extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      ctx.fireUserEventTriggered(event);
      ctx.close();
    }
  }

  /** Keeps what is written in its queue until the test lets some of it out. */
  static final class SlowChannel extends EmbeddedChannel {
    @Override
    protected void doWrite(ChannelOutboundBuffer queue) {}

    void writes(long bytes) {
      unsafe().outboundBuffer().removeBytes(bytes);
    }
  }
}
