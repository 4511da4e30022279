package io.heartwire.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.LivenessPolicy;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.timeout.IdleStateEvent;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One real loop that is blocked for three times its timeout, with living and silent clients on it.
 */
final class LoopStallTest {
  private static final int CLIENTS = 50;
  private static final int SILENT = 5;
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final Duration STALL = Duration.ofSeconds(3);

  private final Map<Channel, Disconnect> dead = new ConcurrentHashMap<>();
  private final Set<SocketAddress> idleByNetty = ConcurrentHashMap.newKeySet();
  private final List<EventLoopGroup> groups = new ArrayList<>();
  private final Heartbeats heartbeats = Heartbeats.builder().build();

  @AfterEach
  void stop() {
    groups.forEach(group -> group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly());
  }

  // trap 1
  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"EPOLL", "NIO"})
  void sparesTheLivingWhenAHandlerBlocksTheLoop(Transport transport) {
    List<Channel> clients = connect(transport);
    // The block begins while the loop reads, before the detector's tick.
    Channel blocker = clients.get(SILENT);
    blocker.writeAndFlush(blocker.alloc().buffer(1).writeByte('b'));
    assertThatOnlyTheSilentFall(clients);
    // Those that are read in the same pass as the blocker are spared, the more the busier it is
    // here.
    assertThat(clients.subList(SILENT, CLIENTS))
        .as("living clients, one of which at least Netty's own handler calls idle")
        .anyMatch(client -> idleByNetty.contains(client.localAddress()));
  }

  // trap 1
  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"EPOLL", "NIO"})
  void sparesTheLivingWhenATaskBlocksTheLoop(Transport transport) {
    List<Channel> clients = connect(transport);
    // The block begins among the loop's tasks: the detector's tick may come before the next read.
    groups.get(0).next().schedule(LoopStallTest::block, 50, TimeUnit.MILLISECONDS);
    assertThatOnlyTheSilentFall(clients);
  }

  private void assertThatOnlyTheSilentFall(List<Channel> clients) {
    Eventually.holds("the silent are found", Duration.ofSeconds(15), () -> dead.size() >= SILENT);
    assertThat(clients.subList(SILENT, CLIENTS)).allMatch(Channel::isActive);
    assertThat(dead.values())
        .hasSize(SILENT)
        .allMatch(
            why ->
                why.reason() == DisconnectReason.SILENT
                    || why.reason() == DisconnectReason.CLIENT_FROZEN);
    assertThat(heartbeats.stats())
        .anySatisfy(loop -> assertThat(loop.stalledMs()).isGreaterThan(2_000));
  }

  private List<Channel> connect(Transport transport) {
    EventLoopGroup server = group(transport);
    LivenessPolicy policy = LivenessPolicy.server(Duration.ofMillis(300), TIMEOUT);
    Channel listening =
        new ServerBootstrap()
            .group(server)
            .channel(transport.serverChannel())
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new io.netty.handler.timeout.IdleStateHandler(
                                TIMEOUT.toMillis(), 0, 0, TimeUnit.MILLISECONDS))
                        .addLast(heartbeats.handler(new BytePings(), policy), new Verdicts());
                  }
                })
            .bind(new InetSocketAddress("127.0.0.1", 0))
            .syncUninterruptibly()
            .channel();
    EventLoopGroup clientLoops = group(transport);
    List<Channel> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      boolean silent = i < SILENT;
      Channel client =
          new Bootstrap()
              .group(clientLoops)
              .channel(transport.channel())
              .handler(new ChannelInboundHandlerAdapter())
              .connect(listening.localAddress())
              .syncUninterruptibly()
              .channel();
      client.writeAndFlush(client.alloc().buffer(1).writeByte('x'));
      if (!silent) {
        client
            .eventLoop()
            .scheduleAtFixedRate(() -> ping(client), i * 4L, 200, TimeUnit.MILLISECONDS);
      }
      clients.add(client);
    }
    return clients;
  }

  private static void ping(Channel client) {
    if (client.isActive()) {
      client.writeAndFlush(client.alloc().buffer(1).writeByte('i'));
    }
  }

  private EventLoopGroup group(Transport transport) {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, transport.ioHandler());
    groups.add(group);
    return group;
  }

  private static void block() {
    long began = System.nanoTime();
    while (System.nanoTime() - began < STALL.toNanos()) {
      LockSupport.parkNanos(STALL.toNanos());
    }
  }

  private final class Verdicts extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ByteBuf bytes = (ByteBuf) msg;
      // Anywhere: on a busy machine one read brings what two writes sent.
      boolean blocks = bytes.bytesBefore((byte) 'b') >= 0;
      bytes.release();
      if (blocks) {
        block();
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof HeartbeatEvent.Dead verdict) {
        dead.put(ctx.channel(), verdict.disconnect());
      } else if (event instanceof IdleStateEvent) {
        idleByNetty.add(ctx.channel().remoteAddress());
      }
    }
  }
}
