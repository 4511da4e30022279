package io.heartwire.bench;

import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.netty.Heartbeats;
import io.heartwire.wire.FrameDecoder;
import io.heartwire.wire.FrameEncoder;
import io.heartwire.wire.FrameHeartbeats;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does one heartbeat cost a server, from the bytes of a ping to the bytes of its pong?
 *
 * <p>Stamper, decoder, heartbeat handler and encoder on a real event loop; the socket is left out.
 * Netty's leak detector is off: it allocates a record for one buffer in 128.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Dio.netty.leakDetection.level=disabled")
public class HeartbeatPathBenchmark {
  private static final int BATCH = 10_000;
  private static final byte[] PING = {
    7, 0x0A, 5, 0x08, (byte) 0x95, (byte) 0x9A, (byte) 0xEF, 0x3A
  };

  private EventLoopGroup loop;
  private LocalChannel channel;
  private ByteBuf ping;

  /** A channel with the pipeline of a server. */
  @Setup
  public void open() {
    loop = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    channel = new LocalChannel();
    loop.register(channel).syncUninterruptibly();
    LivenessPolicy policy = LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(150));
    channel
        .pipeline()
        .addLast(new Swallow())
        .addLast(new FrameDecoder(16_384, open -> {}))
        .addLast(new FrameEncoder())
        .addLast(Heartbeats.builder().build().handler(FrameHeartbeats.ofServer(), policy));
    ping = channel.alloc().ioBuffer().writeBytes(PING);
  }

  /** Frees what {@link #open} took. */
  @TearDown
  public void close() {
    ping.release();
    channel.close().syncUninterruptibly();
    loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** One ping, one read, one pong, one flush. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void heartbeat() throws ExecutionException, InterruptedException {
    loop.submit(this::batch).get();
  }

  private void batch() {
    for (int i = 0; i < BATCH; i++) {
      channel.pipeline().fireChannelRead(ping.readerIndex(0).retain());
      channel.pipeline().fireChannelReadComplete();
    }
  }

  private static final class Swallow extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
      ReferenceCountUtil.release(msg);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {}
  }
}
