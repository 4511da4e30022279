package io.heartwire.cli.e2e;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what every connection that a server accepts asks of its socket: Netty tells its receive
 * allocator about each attempt to read, and each flush of small frames is one attempt to write.
 * Netty finds this class by the service loader, if {@code io.netty.bootstrap.extensions} says so.
 */
public final class SocketCalls extends ChannelInitializerExtension {
  static final AtomicLong READS = new AtomicLong();
  static final AtomicLong FLUSHES = new AtomicLong();

  @Override
  public void postInitializeServerChildChannel(Channel channel) {
    RecvByteBufAllocator allocator = channel.config().getRecvByteBufAllocator();
    channel.config().setRecvByteBufAllocator(() -> new CountedReads(allocator.newHandle()));
    channel
        .pipeline()
        .addFirst(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void flush(ChannelHandlerContext ctx) {
                FLUSHES.incrementAndGet();
                ctx.flush();
              }
            });
  }

  /** Netty's own handle, with each attempt to read counted. */
  private record CountedReads(RecvByteBufAllocator.Handle handle)
      implements RecvByteBufAllocator.ExtendedHandle {
    @Override
    public void lastBytesRead(int bytes) {
      READS.incrementAndGet();
      handle.lastBytesRead(bytes);
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator alloc) {
      return handle.allocate(alloc);
    }

    @Override
    public int guess() {
      return handle.guess();
    }

    @Override
    public void reset(ChannelConfig config) {
      handle.reset(config);
    }

    @Override
    public void incMessagesRead(int count) {
      handle.incMessagesRead(count);
    }

    @Override
    public int lastBytesRead() {
      return handle.lastBytesRead();
    }

    @Override
    public void attemptedBytesRead(int bytes) {
      handle.attemptedBytesRead(bytes);
    }

    @Override
    public int attemptedBytesRead() {
      return handle.attemptedBytesRead();
    }

    @Override
    public boolean continueReading() {
      return handle.continueReading();
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
      return ((RecvByteBufAllocator.ExtendedHandle) handle).continueReading(maybeMoreData);
    }

    @Override
    public void readComplete() {
      handle.readComplete();
    }
  }
}
