package io.heartwire.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.netty.Heartbeats;
import io.heartwire.wire.FrameDecoder;
import io.heartwire.wire.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ResourceLeakDetector;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client's ping through the handlers of a TCP connection, counted exactly. */
class PulseAllocationTest {
  private static final byte[] PING = {4, 0x0A, 2, 0x08, 7};
  private static final int BEATS = 20_000;
  private static final int LIMIT_BYTES = 64;

  private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
  private final Channel channel = new LocalChannel();
  private final Set<PingPace.Answer> hasty = EnumSet.noneOf(PingPace.Answer.class);
  private long missed;
  private final Swallow swallow = new Swallow();
  private ByteBuf ping;

  @BeforeEach
  void open() {
    // Paranoid leak detection allocates a record for each buffer: it would be all we measured.
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    loop.register(channel).syncUninterruptibly();
    LivenessPolicy policy = LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(150));
    Pulse pulse = new Pulse();
    pulse.welcomed(policy, new Client(), 0);
    channel
        .pipeline()
        .addLast(swallow, new FrameDecoder(16_384, open -> {}), new FrameEncoder())
        .addLast(Heartbeats.builder().build().handler(pulse, policy));
    ping = channel.alloc().ioBuffer().writeBytes(PING);
  }

  @AfterEach
  void close() {
    ping.release();
    channel.close().syncUninterruptibly();
    loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    ResourceLeakDetector.setLevel(level);
  }

  @Test
  void answeringAPingAllocatesNothingBeyondTheFrame() throws Exception {
    assertNothingIsAllocated(5);
  }

  @Test
  void tellingThatGroupDataIsStaleAllocatesNothingBeyondTheFrame() throws Exception {
    missed = 300;
    assertNothingIsAllocated(10);
  }

  private void assertNothingIsAllocated(int pongBytes) throws Exception {
    long allocated =
        loop.submit(
                () -> {
                  beat();
                  ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
                  long thread = Thread.currentThread().getId();
                  long before = threads.getThreadAllocatedBytes(thread);
                  beat();
                  return threads.getThreadAllocatedBytes(thread) - before;
                })
            .get(30, TimeUnit.SECONDS);
    assertThat(hasty).as("the pace was watched").contains(PingPace.Answer.CUT);
    assertThat(swallow.pongs).isEqualTo(2 * BEATS);
    assertThat(swallow.bytes).isEqualTo(2L * BEATS * pongBytes);
    assertThat(allocated / BEATS).as("bytes a heartbeat").isLessThanOrEqualTo(LIMIT_BYTES);
  }

  private void beat() {
    for (int i = 0; i < BEATS; i++) {
      channel.pipeline().fireChannelRead(ping.readerIndex(0).retain());
      channel.pipeline().fireChannelReadComplete();
    }
  }

  /** A client that misses a version of its group's data, or none. */
  private final class Client implements Pulse.Client {
    @Override
    public void hurried(PingPace.Answer answer) {
      hasty.add(answer);
    }

    @Override
    public long missedGroupVersion(long named) {
      return missed;
    }
  }

  /** The end of the way out: a socket would take the buffer and recycle its entry. */
  private static final class Swallow extends ChannelOutboundHandlerAdapter {
    private int pongs;
    private long bytes;

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
      pongs++;
      bytes += ((ByteBuf) msg).readableBytes();
      ReferenceCountUtil.release(msg);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {}
  }
}
