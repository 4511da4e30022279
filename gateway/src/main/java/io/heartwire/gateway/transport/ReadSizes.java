package io.heartwire.gateway.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * How much is read from a socket at a time: 2 kB first, then four times as much as long as it
 * fills, up to 64 kB. Thread safe; one serves all channels of a listener.
 *
 * <p>Only for transports that read at once when a socket is ready (epoll, NIO). There the channels
 * of one event loop are read one after the other and share one note of how the present read goes;
 * Netty's adaptive allocator keeps 144 bytes for each of them.
 */
final class ReadSizes implements RecvByteBufAllocator {
  private static final int FIRST_BITS = 11;
  private static final int MOST_BITS = 16;

  /** Then other channels have their turn. */
  private static final int READS_AT_A_TIME = 16;

  private final FastThreadLocal<Reading> ofLoop =
      new FastThreadLocal<>() {
        @Override
        protected Reading initialValue() {
          return new Reading();
        }
      };

  /** On the event loop of the channel that it is for. */
  @Override
  public ExtendedHandle newHandle() {
    return ofLoop.get();
  }

  /** NOT thread safe: its event loop owns it. */
  private static final class Reading implements ExtendedHandle {
    private @Nullable ChannelConfig config;
    private int bits = FIRST_BITS;
    private int attempted;
    private int last;
    private int reads;

    @Override
    public void reset(ChannelConfig config) {
      this.config = config;
      bits = FIRST_BITS;
      attempted = 0;
      last = 0;
      reads = 0;
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator alloc) {
      if (reads > 0) {
        bits = Math.min(MOST_BITS, bits + 2);
      }
      return alloc.ioBuffer(guess());
    }

    @Override
    public int guess() {
      return 1 << bits;
    }

    @Override
    public void incMessagesRead(int count) {
      reads += count;
    }

    @Override
    public void attemptedBytesRead(int bytes) {
      attempted = bytes;
    }

    @Override
    public int attemptedBytesRead() {
      return attempted;
    }

    @Override
    public void lastBytesRead(int bytes) {
      last = bytes;
    }

    @Override
    public int lastBytesRead() {
      return last;
    }

    @Override
    public boolean continueReading() {
      return last == attempted && mayContinue();
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
      return maybeMore.get() && mayContinue();
    }

    private boolean mayContinue() {
      return last > 0 && reads < READS_AT_A_TIME && config != null && config.isAutoRead();
    }

    @Override
    public void readComplete() {
      config = null;
    }
  }
}
