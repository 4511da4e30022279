package io.heartwire.gateway.transport;

import io.heartwire.core.time.NanoClock;
import io.heartwire.core.time.Scheduler;
import io.heartwire.gateway.lease.Ears;
import io.heartwire.netty.LoopListener;
import io.heartwire.netty.LoopMonitor;
import io.heartwire.netty.Transport;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.NettyRuntime;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of one gateway: one that accepts, the event loops, one that watches those, and one
 * that writes logs. Thread safe.
 */
public final class GatewayThreads implements AutoCloseable {
  private static final int LOG_LINES_MAX = 65_536;
  private static final long STOP_SECONDS = 5;
  private static final Duration NEVER_BLOCKED = Duration.ofDays(1);

  private final TcpListener.Loops loops;
  private final Executor log;
  private final Runnable stopLog;
  private final LoopMonitor monitor;
  private final Scheduler scheduler;
  private final LoopNews loopNews = new LoopNews(new BlockedLoopLog());

  /**
   * Each starts with its first task; {@code loopCount} 0 is one event loop per processor.
   *
   * @param blockedAfter an event loop that does not come round for this long is named
   */
  public GatewayThreads(
      Transport transport, int loopCount, Duration blockedAfter, NanoClock clock) {
    this(transport, loopCount, blockedAfter, clock, logThread());
  }

  /** Threads of a rehearsal: it has one event loop, and whatever it would log is forgotten. */
  public static GatewayThreads ofRehearsal(Transport transport, NanoClock clock) {
    return new GatewayThreads(transport, 1, NEVER_BLOCKED, clock, new Log(line -> {}, () -> {}));
  }

  private record Log(Executor executor, Runnable stop) {}

  private GatewayThreads(
      Transport transport, int loopCount, Duration blockedAfter, NanoClock clock, Log log) {
    int count = loopCount == 0 ? NettyRuntime.availableProcessors() : loopCount;
    EventLoopGroup acceptor =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("heartwire-accept", true), transport.ioHandler());
    EventLoopGroup connections =
        new MultiThreadIoEventLoopGroup(
            count, new DefaultThreadFactory("heartwire-loop", true), transport.ioHandler());
    this.loops = new TcpListener.Loops(transport, acceptor, connections);
    this.scheduler = new LoopScheduler(acceptor.next(), clock);
    this.log = log.executor();
    this.stopLog = log.stop();
    this.monitor =
        LoopMonitor.start(
            connections,
            blockedAfter,
            clock,
            new DefaultThreadFactory("heartwire-monitor", true),
            loopNews);
  }

  private static Log logThread() {
    var executor =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(LOG_LINES_MAX),
            new DefaultThreadFactory("heartwire-log", true));
    return new Log(executor, () -> stop(executor));
  }

  private static void stop(ThreadPoolExecutor log) {
    log.shutdown();
    try {
      log.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Knows how late the event loops are, and what blocks them. */
  public LoopMonitor monitor() {
    return monitor;
  }

  /** Whether the event loops listen, as leases want to know it. */
  public Ears ears() {
    return new LoopEars(loops.connections(), monitor);
  }

  /** From now on {@code listener} hears of blocked event loops as well. */
  public void observe(LoopListener listener) {
    loopNews.add(listener);
  }

  /** The event loops. */
  public TcpListener.Loops loops() {
    return loops;
  }

  /** Makes threads of this name, and a number, that do not keep the process alive. */
  public ThreadFactory named(String name) {
    return new DefaultThreadFactory(name, true);
  }

  /** Runs short tasks later, beside accepting. */
  public Scheduler scheduler() {
    return scheduler;
  }

  /** Runs tasks in order; refuses what does not fit in its queue. */
  public Executor log() {
    return log;
  }

  /** Closes all connections and stops; returns after 15 s at the latest. */
  @Override
  public void close() {
    monitor.close();
    loops.acceptor().shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS);
    loops.connections().shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS);
    loops.acceptor().terminationFuture().awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
    loops.connections().terminationFuture().awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
    stopLog.run();
  }
}
