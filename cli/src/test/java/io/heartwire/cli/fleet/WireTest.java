package io.heartwire.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.StringWriter;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WireTest {
  private final StringWriter text = new StringWriter();
  private final FleetLog log = new FleetLog(text, () -> 0, () -> Instant.EPOCH);
  private final FleetCounters counters = new FleetCounters();
  private final Device device = new Device("d-1", log, counters);
  private final EmbeddedChannel channel = new EmbeddedChannel(new Wire(device));

  @Test
  void seesWhatIsWrittenAndRead() {
    channel.writeOutbound(Unpooled.wrappedBuffer(new byte[3]));
    channel.writeInbound(Unpooled.wrappedBuffer(new byte[5]));
    assertThat(channel.<ByteBuf>readOutbound().readableBytes()).isEqualTo(3);
    assertThat(channel.<ByteBuf>readInbound().readableBytes()).isEqualTo(5);
    log.close();
    assertThat(text.toString().lines())
        .anyMatch(line -> line.contains("\"write\",\"bytes\":3"))
        .anyMatch(line -> line.contains("\"read\",\"bytes\":5"));
  }

  @Test
  void seesWritesThatNobodyWaitsFor() {
    channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[3]), channel.voidPromise());
    channel.runPendingTasks();
    assertThat(counters.writes.sum()).isEqualTo(1);
    log.close();
  }

  @Test
  void aSilentDeviceSendsNothingAndReadsOn() {
    device.fallSilent();
    ByteBuf unsent = Unpooled.wrappedBuffer(new byte[3]);
    channel.writeOutbound(unsent);
    channel.writeInbound(Unpooled.wrappedBuffer(new byte[5]));
    assertThat(channel.<ByteBuf>readOutbound()).isNull();
    assertThat(unsent.refCnt()).isZero();
    assertThat(channel.<ByteBuf>readInbound()).isNotNull();
    assertThat(counters.writes.sum()).isZero();
    log.close();
  }
}
