package io.heartwire.netty;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalServerChannel;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.concurrent.Ticker;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The order of reading and judging, in virtual time: one loop whose read passes are scripted. */
class IdleLoopTest {
  private static final int CLIENTS = 50;
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  private final MockTicker ticker = Ticker.newMockTicker();
  private final List<Channel> peers = new ArrayList<>();
  private final List<Channel> idle = new ArrayList<>();
  private ReadPasses passes = new ReadPasses(1_000);
  private CountingLoop loop;

  @AfterEach
  void closeAll() {
    for (Channel peer : peers) {
      peer.close();
    }
    settle();
  }

  @Test
  void callsNobodyIdleWhoseBytesLieUnreadAfterAHandlerBlockedTheLoop() { // trap 1
    connect(CLIENTS, IdleLoopTest::ours);
    stallInAHandler(Duration.ofSeconds(5), CLIENTS);

    settle();

    assertThat(idle).isEmpty();
  }

  @Test
  void nettysHandlerCallsAllOfThemIdle() { // the control of trap 1: the scene is the right one
    connect(CLIENTS, IdleLoopTest::nettys);
    stallInAHandler(Duration.ofSeconds(5), CLIENTS);

    settle();

    // All but the one whose handler blocked.
    assertThat(idle).hasSize(CLIENTS - 1);
  }

  @Test
  void callsNobodyIdleAfterTheProcessWasStopped() { // trap 2
    connect(CLIENTS, IdleLoopTest::ours);
    // The first pass after a stop comes back empty: the wait was interrupted.
    advance(Duration.ofSeconds(6));
    loop.runNow();
    pingFrom(CLIENTS);

    settle();

    assertThat(idle).isEmpty();
  }

  @Test
  void findsTheSilentAfterAStall() { // trap 22
    connect(CLIENTS, IdleLoopTest::ours);
    stallInAHandler(Duration.ofSeconds(5), CLIENTS - 3);

    settle();

    assertThat(idle).containsExactlyInAnyOrderElementsOf(peers.subList(CLIENTS - 3, CLIENTS));
  }

  @Test
  void waitsForMorePassesWhileAPassReadsOnlySomeOfTheReadySockets() { // trap 4
    passes = new ReadPasses(4);
    connect(CLIENTS, IdleLoopTest::ours);
    stallInAHandler(Duration.ofSeconds(5), CLIENTS - 1);

    settle();

    assertThat(idle).containsExactly(peers.get(CLIENTS - 1));
  }

  @Test
  void waitsForAnotherPassWhileThePassMayHaveBeenCutOffByStrangers() { // trap 4
    passes = new ReadPasses(1_024);
    connect(CLIENTS, IdleLoopTest::ours);
    Channel stranger = peers.get(0);
    advance(Duration.ofSeconds(5));
    loop.runNow();
    // A thousand reads of one connection that is not overdue, then those of all others.
    for (int i = 0; i < 2_048; i++) {
      passes.unread.add(() -> read(stranger));
    }
    pingFrom(CLIENTS);

    settle();

    assertThat(idle).isEmpty();
  }

  @Test
  void asksAgainIfThePassItWaitedForWasHeldUpItself() { // trap 1
    connect(CLIENTS, IdleLoopTest::ours);
    passes.unread.add(() -> advance(Duration.ofSeconds(5)));
    passes.unread.add(() -> {});
    loop.runNow();
    // The pass in which it asks is blocked as well, and only then do the pings come in.
    passes.unread.add(
        () -> {
          advance(Duration.ofSeconds(5));
          pingFrom(CLIENTS);
        });
    passes.unread.add(() -> {});
    readOnlyWhatIsReady();

    settle();

    assertThat(idle).isEmpty();
  }

  @Test
  void findsTheSilentOnALoopThatIsAlwaysLate() {
    connect(2, IdleLoopTest::ours);
    Channel living = peers.get(0);

    for (int i = 0; i < 100 && idle.isEmpty(); i++) {
      passes.unread.add(
          () -> {
            advance(Duration.ofMillis(500));
            read(living);
          });
      loop.runNow();
    }

    assertThat(idle).containsExactly(peers.get(1));
  }

  @Test
  void armsOneTaskForAllChannelsOfALoop() {
    connect(500, IdleLoopTest::ours);

    assertThat(loop.timersLeft()).isEqualTo(1);

    advance(Duration.ofMillis(500));
    pingFrom(500);
    settle();
    advance(Duration.ofMillis(500));
    settle();
    assertThat(loop.timersLeft()).isEqualTo(1);
    assertThat(loop.scheduled).isLessThan(10);
    assertThat(idle).isEmpty();
  }

  @Test
  void takesNoMoreMemoryThanNettys() {
    connect(500, IdleLoopTest::nettys);
    long before = allocatedBytes();
    connect(500, IdleLoopTest::nettys);
    long nettys = allocatedBytes() - before;
    loop = null;
    connect(500, IdleLoopTest::ours);
    before = allocatedBytes();
    connect(500, IdleLoopTest::ours);
    long ours = allocatedBytes() - before;

    assertThat(ours).isLessThan(nettys);
  }

  private static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  @Test
  void leavesNoTaskWhenTheLastChannelHasGone() {
    connect(20, IdleLoopTest::ours);
    for (Channel peer : peers) {
      peer.close();
    }
    settle();

    assertThat(loop.timersLeft()).isZero();
  }

  @Test
  void armsAnewForAnEarlierDeadline() {
    connect(1, () -> new IdleStateHandler(60, 0, 0));
    Channel late = peers.get(0);
    advance(Duration.ofSeconds(1));
    connect(1, IdleLoopTest::ours);

    advance(TIMEOUT);
    settle();
    assertThat(idle).containsExactly(peers.get(1));

    advance(Duration.ofSeconds(58));
    settle();
    assertThat(idle).contains(late);
  }

  @Test
  void firesOnTimeForManyPeriods() {
    connect(1, IdleLoopTest::ours);

    for (int i = 0; i < 100; i++) {
      advance(TIMEOUT);
      settle();
    }

    assertThat(idle).hasSize(100);
  }

  @Test
  void loopsOfOneThreadAreNotMixedUp() {
    connect(1, IdleLoopTest::ours);
    CountingLoop first = loop;
    loop = null;
    connect(1, IdleLoopTest::ours);

    assertThat(first.timersLeft()).isEqualTo(1);
    assertThat(loop.timersLeft()).isEqualTo(1);
    peers.get(0).close();
    first.runNow();
    first.runNow();
    assertThat(first.timersLeft()).isZero();
    assertThat(loop.timersLeft()).isEqualTo(1);
  }

  /* One client's ping is being handled, and its handler blocks; meanwhile everybody pings. */
  private void stallInAHandler(Duration stall, int pinging) {
    advance(Duration.ofMillis(900));
    passes.unread.add(
        () -> {
          advance(stall);
          read(peers.get(0));
          pingFrom(pinging);
        });
    readOnlyWhatIsReady();
  }

  /* A pass reads what was ready when it began; what arrives while it is held up waits for the next one. */
  private void readOnlyWhatIsReady() {
    loop.runNow();
  }

  private void pingFrom(int clients) {
    for (Channel peer : peers.subList(0, clients)) {
      passes.unread.add(() -> read(peer));
    }
  }

  private static void read(Channel peer) {
    peer.pipeline().fireChannelRead("ping");
    peer.pipeline().fireChannelReadComplete();
  }

  private void advance(Duration time) {
    ticker.advance(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void settle() {
    for (int i = 0; i < 100; i++) {
      loop.runNow();
    }
  }

  private static ChannelHandler nettys() {
    return new io.netty.handler.timeout.IdleStateHandler(1, 0, 0);
  }

  private static ChannelHandler ours() {
    return new IdleStateHandler(1, 0, 0);
  }

  private void connect(int clients, Supplier<ChannelHandler> handler) {
    if (loop == null) {
      loop = new CountingLoop(passes, ticker);
    }
    LocalAddress address = new LocalAddress(IdleLoopTest.class);
    new ServerBootstrap()
        .group(loop)
        .channel(LocalServerChannel.class)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(handler.get(), new Recorder());
                peers.add(channel);
              }
            })
        .bind(address);
    loop.runNow();
    for (int i = 0; i < clients; i++) {
      new Bootstrap()
          .group(loop)
          .channel(LocalChannel.class)
          .handler(new ChannelInboundHandlerAdapter())
          .connect(address);
    }
    for (int i = 0; i < 10; i++) {
      loop.runNow();
    }
    assertThat(peers).hasSizeGreaterThanOrEqualTo(clients);
  }

  private final class Recorder extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof IdleStateEvent) {
        idle.add(ctx.channel());
      }
    }
  }

  /** A loop that counts what is scheduled on it. */
  private static final class CountingLoop extends ManualIoEventLoop {
    private final List<ScheduledFuture<?>> timers = new ArrayList<>();
    private int scheduled;

    CountingLoop(ReadPasses passes, MockTicker ticker) {
      super(null, Thread.currentThread(), passes, ticker);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      scheduled++;
      ScheduledFuture<?> timer = super.schedule(task, delay, unit);
      timers.add(timer);
      return timer;
    }

    int timersLeft() {
      timers.removeIf(Future::isDone);
      return timers.size();
    }
  }
}
