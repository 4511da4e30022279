package io.heartwire.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadSizesTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final RecvByteBufAllocator.ExtendedHandle handle = new ReadSizes().newHandle();

  /** The sizes that are asked for when a socket with so many bytes is ready, as Netty asks. */
  private List<Integer> reads(int waiting) {
    List<Integer> sizes = new ArrayList<>();
    handle.reset(channel.config());
    do {
      ByteBuf buffer = handle.allocate(ByteBufAllocator.DEFAULT);
      int size = buffer.writableBytes();
      buffer.release();
      sizes.add(size);
      handle.attemptedBytesRead(size);
      int came = Math.min(size, waiting);
      waiting -= came;
      handle.lastBytesRead(came);
      if (came == 0) {
        break;
      }
      handle.incMessagesRead(1);
    } while (handle.continueReading());
    handle.readComplete();
    return sizes;
  }

  @Test
  void readsAHeartbeatWithOneCall() {
    assertThat(reads(5)).containsExactly(2_048);
  }

  @Test
  void readsFourTimesAsMuchAsLongAsItFills() {
    assertThat(reads(60_000)).containsExactly(2_048, 8_192, 32_768, 65_536);
  }

  @Test
  void startsSmallAgainForTheNextChannel() {
    reads(60_000);

    assertThat(reads(5)).containsExactly(2_048);
  }

  @Test
  void leavesTheRestForTheNextTimeAfterSixteenReads() {
    assertThat(reads(Integer.MAX_VALUE)).hasSize(16);
  }

  @Test
  void readsOnceWhereNobodyAsksForMore() {
    channel.config().setAutoRead(false);

    assertThat(reads(60_000)).hasSize(1);
  }
}
