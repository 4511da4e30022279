package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.netty.HeartbeatEvent;
import io.heartwire.netty.Heartbeats;
import io.heartwire.netty.LoopStats;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalServerChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Long lives in virtual time, both ends with our detector: nobody is lost, every ping is answered,
 * and nothing piles up: no timer, no task, no slot.
 */
class VirtualDayTest {
  private static final Duration INTERVAL = Duration.ofSeconds(50);
  private static final Duration TIMEOUT = Duration.ofSeconds(150);
  private static final Duration STEP = Duration.ofMillis(100);

  private final CountingLoop loop = new CountingLoop();
  private final Heartbeats serverSide = Heartbeats.builder().build();
  private final Heartbeats clientSide = Heartbeats.builder().build();
  private final List<Channel> clients = new ArrayList<>();
  private final List<HeartbeatEvent.Dead> deaths = new ArrayList<>();

  @AfterEach
  void stop() {
    // Without a quiet period: it would be waited for in real time, a tenth of a second a pass.
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    loop.pass(STEP, STEP);
    assertThat(loop.isTerminated()).isTrue();
  }

  @Test
  void oneClientLivesForADayAndLeavesNothingBehind() {
    // traps 28 and 29
    live(1, Duration.ofHours(24));
  }

  @Test
  @Tag("proof")
  void tenThousandClientsLiveForAnHourAndLeaveNothingBehind() {
    live(10_000, Duration.ofHours(1));
  }

  private void live(int count, Duration life) {
    connect(count);
    loop.pass(TIMEOUT, STEP);
    int waitingAtFirst = loop.waitingTasks();

    loop.pass(life, STEP);

    assertThat(deaths).isEmpty();
    assertThat(clients).allMatch(Channel::isActive);
    assertThat(loop.waitingTasks()).as("tasks of the loop").isEqualTo(waitingAtFirst);
    assertThat(waitingAtFirst).as("tasks for %d clients", count).isLessThan(10);
    assertThat(sum(serverSide, LoopStats::connections)).as("slots").isEqualTo(count);
    long pings = sum(serverSide, LoopStats::pings);
    long expected = count * life.dividedBy(INTERVAL);
    assertThat(pings).as("a ping an interval").isBetween(expected, expected * 5 / 4);

    clients.forEach(Channel::close);
    loop.pass(TIMEOUT, STEP);

    assertThat(sum(serverSide, LoopStats::connections)).as("slots after the end").isZero();
    assertThat(sum(clientSide, LoopStats::connections)).as("slots after the end").isZero();
    assertThat(loop.waitingTasks()).as("tasks after the end").isZero();
  }

  private void connect(int count) {
    LocalAddress address = new LocalAddress(VirtualDayTest.class);
    new ServerBootstrap()
        .group(loop)
        .channel(LocalServerChannel.class)
        .childHandler(pipeline(serverSide, LivenessPolicy.server(INTERVAL, TIMEOUT)))
        .bind(address);
    loop.runAll();
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(LocalChannel.class)
            .handler(pipeline(clientSide, LivenessPolicy.client(INTERVAL)));
    for (int i = 0; i < count; i++) {
      clients.add(bootstrap.connect(address).channel());
      loop.runAll();
    }
  }

  private ChannelInitializer<Channel> pipeline(Heartbeats heartbeats, LivenessPolicy policy) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel ch) {
        ch.pipeline()
            .addLast(new HandMadeSplitter())
            .addLast(heartbeats.handler(new HandMadeHeartbeats(), policy))
            .addLast(
                new ChannelInboundHandlerAdapter() {
                  @Override
                  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                    if (event instanceof HeartbeatEvent.Dead dead) {
                      deaths.add(dead);
                    }
                  }

                  @Override
                  public void channelRead(ChannelHandlerContext ctx, Object frame) {
                    ((ByteBuf) frame).release();
                  }
                });
      }
    };
  }

  private static long sum(Heartbeats heartbeats, ToLongFunction<LoopStats> figure) {
    return heartbeats.stats().stream().mapToLong(figure).sum();
  }
}
