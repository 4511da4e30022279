package io.heartwire.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.core.time.DurationSpread;
import io.heartwire.core.time.VirtualTime;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.netty.util.concurrent.ThreadProperties;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoopMonitorTest {
  private static final Duration LIMIT = Duration.ofMillis(100);

  private final VirtualTime time = new VirtualTime(Long.MAX_VALUE - 1_000_000);
  private final News news = new News();
  private final ManualIoEventLoop loop =
      new ManualIoEventLoop(Thread.currentThread(), LocalIoHandler.newFactory());
  private final LoopMonitor monitor = new LoopMonitor(loop, LIMIT, time::nanoTime, news);

  @Test
  void saysNothingOfALoopThatAnswers() {
    for (int i = 0; i < 100; i++) {
      tick(LoopMonitor.PERIOD);
      loop.runNow();
    }

    assertThat(news.blocked).isEmpty();
    assertThat(news.stalls).isEmpty();
    assertThat(monitor.lags().get(0).max()).isLessThanOrEqualTo(LoopMonitor.PERIOD);
  }

  @Test
  void reportsABlockAtTheLimitAndAtEachDoublingAndItsEnd() {
    answer();
    for (int i = 0; i < 60; i++) {
      tick(LoopMonitor.PERIOD);
    }
    answer();

    assertThat(news.blocked)
        .extracting(each -> each.blockedFor().toMillis())
        .containsExactly(100L, 200L, 400L, 800L);
    assertThat(news.recovered).hasSize(1);
    assertThat(news.recovered.get(0).toMillis()).isBetween(1_180L, 1_220L);
  }

  @Test
  void countsHowLateALoopWasOnceItIsServed() {
    answer();
    tick(LoopMonitor.PERIOD);
    long before = monitor.lags().get(0).delays().total();
    for (int i = 0; i < 60; i++) {
      tick(LoopMonitor.PERIOD);
    }
    assertThat(monitor.lags().get(0).delays().total()).isEqualTo(before);

    answer();
    tick(LoopMonitor.PERIOD);

    DurationSpread delays = monitor.lags().get(0).delays();
    assertThat(delays.total()).isEqualTo(before + 1);
    assertThat(delays.sumSeconds()).isBetween(1.2, 1.3);
  }

  @Test
  void blamesNoLoopForTheTimeInWhichTheProcessWasStopped() {
    answer();
    tick(LoopMonitor.PERIOD);

    tick(Duration.ofSeconds(6));
    assertThat(news.blocked).isEmpty();
    assertThat(news.stalls).singleElement().extracting(Duration::toMillis).isEqualTo(5_980L);

    answer();
    assertThat(news.blocked).isEmpty();
    assertThat(monitor.lags().get(0).max()).isLessThan(LIMIT);
  }

  @Test
  void countsOnlyWhatTheLoopWasBlockedBesidesAStop() {
    answer();
    for (int i = 0; i < 4; i++) {
      tick(LoopMonitor.PERIOD);
    }
    tick(Duration.ofSeconds(6));
    tick(LoopMonitor.PERIOD);

    assertThat(news.blocked)
        .singleElement()
        .extracting(each -> each.blockedFor().toMillis())
        .isEqualTo(100L);
  }

  @Test
  void namesWhatTheApplicationSaysItIsDoing() {
    answer();
    LoopLabel label = monitor.label(loop);
    label.begin("report.upload");
    for (int i = 0; i < 6; i++) {
      tick(LoopMonitor.PERIOD);
    }
    label.end();

    assertThat(news.blocked.peek().culprit()).isEqualTo("report.upload");
    assertThat(news.blocked.peek()).asString().contains("blocked for 100 ms by report.upload");
  }

  @Test
  void survivesItsListener() { // trap 23
    answer();
    news.broken = true;
    for (int i = 0; i < 12; i++) {
      tick(LoopMonitor.PERIOD);
    }

    assertThat(news.blocked).hasSize(2);
  }

  @Test
  void forgetsALoopThatHasShutDown() { // trap 23
    answer();
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    while (!loop.isTerminated()) {
      loop.runNow();
    }

    for (int i = 0; i < 20; i++) {
      tick(LoopMonitor.PERIOD);
    }

    assertThat(monitor.lags()).isEmpty();
    assertThat(news.blocked).isEmpty();
  }

  @Test
  void refusesALimitThatItCannotMeasure() {
    assertThatThrownBy(() -> new LoopMonitor(loop, Duration.ofMillis(5), time::nanoTime, news))
        .hasMessage(
            "the limit of a loop monitor (5 ms) must be at least its period (20 ms): raise it");
  }

  @Test
  void namesTheHandlerThatBlocksARealLoopWithItsStack() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (LoopbackServer server =
            new LoopbackServer(
                Transport.best(), channel -> channel.pipeline().addLast(new Blocking(release)));
        LoopMonitor watchdog =
            LoopMonitor.start(
                server.group,
                LIMIT,
                System::nanoTime,
                new DefaultThreadFactory("heartwire-loops", true),
                news);
        Socket client = server.connect()) {
      server.accepted();
      client.getOutputStream().write(1);
      String culprit = Blocking.class.getName() + ".channelRead";
      Eventually.holds(
          "a report names the handler",
          () -> news.blocked.stream().anyMatch(each -> each.culprit().equals(culprit)));
      release.countDown();
      Eventually.holds("the loop recovers", () -> !news.recovered.isEmpty());

      assertThat(news.blocked)
          .filteredOn(each -> each.culprit().equals(culprit))
          .allMatch(each -> each.stack().toString().contains("CountDownLatch.await"));
      assertThat(news.threads).allMatch(name -> name.startsWith("heartwire-loops")); // trap 30
      assertThat(watchdog.lags()).hasSize(1);
    }
  }

  @Test
  void namesTheTaskThatBlocksALoop() {
    List<StackTraceElement> stack =
        List.of(
            frame("java.net.InetAddress", "getAllByName"),
            frame("com.example.Lookup", "run"),
            frame("io.netty.util.concurrent.AbstractEventExecutor", "runTask"),
            frame("io.netty.channel.SingleThreadIoEventLoop", "run"));

    assertThat(LoopWatch.culprit(stack)).isEqualTo("com.example.Lookup.run");
    assertThat(LoopWatch.culprit(stack.subList(2, 4)))
        .isEqualTo("io.netty.util.concurrent.AbstractEventExecutor.runTask");
    assertThat(LoopWatch.culprit(List.of())).isEqualTo("unknown");
  }

  /** It was late without anybody's fault. */
  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"EPOLL", "NIO"})
  void knowsALoopThatWaitsForEventsFromOneThatIsHeld(Transport transport) {
    var group = new MultiThreadIoEventLoopGroup(1, transport.ioHandler());
    try {
      ThreadProperties thread = ((SingleThreadEventExecutor) group.next()).threadProperties();
      Eventually.holds("it waits", () -> blocked(List.of(thread.stackTrace())).isWaiting());
      CountDownLatch held = new CountDownLatch(1);
      group.next().execute(() -> awaitQuietly(held));
      Eventually.holds(
          "it is held",
          () -> Arrays.toString(thread.stackTrace()).contains("CountDownLatch.await"));
      assertThat(blocked(List.of(thread.stackTrace())).isWaiting()).isFalse();
      held.countDown();
    } finally {
      group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }
    StackTraceElement loop = frame("io.netty.channel.SingleThreadIoEventLoop", "runIo");
    for (StackTraceElement busy :
        List.of(
            frame("io.netty.channel.epoll.Native", "writevAddresses0"),
            frame("com.example.Database", "select"))) {
      assertThat(blocked(List.of(busy, loop)).isWaiting()).as("" + busy).isFalse();
    }
    assertThat(blocked(List.of()).isWaiting()).isFalse();
  }

  private static BlockedLoop blocked(List<StackTraceElement> stack) {
    return new BlockedLoop("loop", LIMIT, "", stack);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void leavesNoThreadBehind() throws Exception {
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, Transport.NIO.ioHandler());
    List<Thread> made = new ArrayList<>();
    LoopMonitor watchdog =
        LoopMonitor.start(
            group,
            LIMIT,
            System::nanoTime,
            task -> {
              Thread thread = new DefaultThreadFactory("heartwire-loops", true).newThread(task);
              made.add(thread);
              return thread;
            },
            news);

    watchdog.close();

    assertThat(made).singleElement().matches(thread -> !thread.isAlive());
    group.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
  }

  private void tick(Duration after) {
    time.stall(after);
    monitor.tick(time.nanoTime());
  }

  private void answer() {
    tick(LoopMonitor.PERIOD);
    loop.runNow();
    tick(LoopMonitor.PERIOD);
  }

  private static StackTraceElement frame(String type, String method) {
    return new StackTraceElement(type, method, null, 1);
  }

  private static final class Blocking extends ChannelInboundHandlerAdapter {
    private final CountDownLatch release;

    Blocking(CountDownLatch release) {
      this.release = release;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
      ReferenceCountUtil.release(message);
      release.await(5, TimeUnit.SECONDS);
    }
  }

  private static final class News implements LoopListener {
    final ConcurrentLinkedQueue<BlockedLoop> blocked = new ConcurrentLinkedQueue<>();
    final List<Duration> recovered = new CopyOnWriteArrayList<>();
    final List<Duration> stalls = new CopyOnWriteArrayList<>();
    final List<String> threads = new CopyOnWriteArrayList<>();
    boolean broken;

    @Override
    public void blocked(BlockedLoop news) {
      threads.add(Thread.currentThread().getName());
      blocked.add(news);
      if (broken) {
        throw new IllegalStateException("a listener fails");
      }
    }

    @Override
    public void recovered(String loop, Duration blockedFor) {
      recovered.add(blockedFor);
    }

    @Override
    public void processStalled(Duration stall) {
      stalls.add(stall);
    }
  }
}
