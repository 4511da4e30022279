package io.heartwire.gateway.lease;

import io.heartwire.core.time.NanoClock;
import io.heartwire.core.time.Scheduler;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread of leases; it begins with the first task. Thread safe. */
public final class LeaseThread implements Scheduler, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseThread.class);

  private final NanoClock clock;
  private final ScheduledThreadPoolExecutor executor;

  /** Made by {@code threads} when there is something to do. */
  public LeaseThread(NanoClock clock, ThreadFactory threads) {
    this.clock = clock;
    this.executor = new ScheduledThreadPoolExecutor(1, threads);
  }

  @Override
  public long nanoTime() {
    return clock.nanoTime();
  }

  @Override
  public Cancellable schedule(Runnable task, long delayNanos) {
    try {
      Future<?> scheduled =
          executor.schedule(() -> run(task), Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
      return () -> scheduled.cancel(false);
    } catch (RejectedExecutionException e) {
      // Closed: the gateway ends, and every session with it.
      return () -> {};
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("a task of leases failed: a defect of ours; the others go on", e);
    }
  }

  /** Stops; what waits is dropped. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
