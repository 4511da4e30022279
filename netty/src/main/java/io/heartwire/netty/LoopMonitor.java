package io.heartwire.netty;

import io.heartwire.core.time.NanoClock;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watchdog over the event loops of a group: how late each is, and, while one is blocked, what
 * blocks it, with its stack.
 *
 * <p>One thread of its own asks every loop for a sign of life each period, and calls the {@link
 * LoopListener} when one has not answered within the limit. Time in which this thread itself did
 * not run (the process was stopped, the machine slept) is held against no loop. It survives
 * whatever a listener throws, and forgets a loop that has shut down.
 *
 * <p>Thread safe. A loop is disturbed by one small task a period.
 */
public final class LoopMonitor implements AutoCloseable {
  /** How often the loops are asked. */
  public static final Duration PERIOD = Duration.ofMillis(20);

  private static final Logger LOG = LoggerFactory.getLogger(LoopMonitor.class);
  private static final long CLOSE_WAIT_MS = 1_000;

  private final List<LoopWatch> watches = new CopyOnWriteArrayList<>();
  private final NanoClock clock;
  private final LoopListener listener;
  private final long limitNanos;
  private @Nullable Thread thread;
  private volatile boolean closed;
  private long lastTickNanos;

  LoopMonitor(EventLoopGroup group, Duration limit, NanoClock clock, LoopListener listener) {
    if (limit.compareTo(PERIOD) < 0) {
      throw new IllegalArgumentException(
          "the limit of a loop monitor (%d ms) must be at least its period (%d ms): raise it"
              .formatted(limit.toMillis(), PERIOD.toMillis()));
    }
    this.clock = clock;
    this.limitNanos = limit.toNanos();
    this.listener = listener;
    for (EventExecutor executor : group) {
      watches.add(new LoopWatch(executor, clock, limit));
    }
    lastTickNanos = clock.nanoTime();
  }

  /**
   * Watches the loops of {@code group} until closed.
   *
   * @param limit a loop that has not come round for this long is reported; at least {@link #PERIOD}
   * @param clock real, monotonic time
   * @param threads makes the watchdog's one thread: name it, and make it a daemon
   */
  public static LoopMonitor start(
      EventLoopGroup group,
      Duration limit,
      NanoClock clock,
      ThreadFactory threads,
      LoopListener listener) {
    LoopMonitor monitor = new LoopMonitor(group, limit, clock, listener);
    Thread thread = threads.newThread(monitor::watch);
    monitor.thread = thread;
    thread.start();
    return monitor;
  }

  /** How late each loop is. */
  public List<LoopLag> lags() {
    return watches.stream().map(LoopWatch::lag).toList();
  }

  /**
   * Where {@code loop} writes what it is doing, so that a report can name it. A loop that is not
   * watched gets a label that nobody reads.
   */
  public LoopLabel label(EventExecutor loop) {
    for (LoopWatch watch : watches) {
      if (watch.executor == loop) {
        return watch.label;
      }
    }
    return new LoopLabel();
  }

  /** Stops watching; waits for the watchdog for a second at most. */
  @Override
  public void close() {
    closed = true;
    Thread watchdog = thread;
    if (watchdog == null || watchdog == Thread.currentThread()) {
      return;
    }
    LockSupport.unpark(watchdog);
    try {
      watchdog.join(CLOSE_WAIT_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    while (!closed) {
      tick(clock.nanoTime());
      LockSupport.parkNanos(PERIOD.toNanos());
    }
  }

  /** One look at every loop. */
  void tick(long nowNanos) {
    long lateNanos = nowNanos - lastTickNanos - PERIOD.toNanos();
    long excusedNanos = lateNanos > PERIOD.toNanos() ? lateNanos : 0;
    lastTickNanos = nowNanos;
    if (excusedNanos >= limitNanos) {
      told(() -> listener.processStalled(Duration.ofNanos(excusedNanos)));
    }
    for (LoopWatch watch : watches) {
      told(
          () -> {
            if (!watch.tick(nowNanos, excusedNanos, listener)) {
              watches.remove(watch);
            }
          });
    }
  }

  private static void told(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException | Error e) {
      LOG.warn("a listener of the loop monitor threw; the monitor goes on", e);
    }
  }
}
