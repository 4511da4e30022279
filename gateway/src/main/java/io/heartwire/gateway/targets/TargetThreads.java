package io.heartwire.gateway.targets;

import io.heartwire.core.time.NanoClock;
import io.heartwire.core.time.Scheduler;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The threads of targets: one that decides, up to {@value #MOST_LOOKS} that look, and go when there
 * is nothing to look at. Thread safe.
 */
public final class TargetThreads implements Scheduler {
  static final int MOST_LOOKS = 32;

  private static final int MOST_WAITING = 4_096;
  private static final int IDLE_SECONDS = 10;

  private final NanoClock clock;
  private final ScheduledThreadPoolExecutor deciding;
  private final ThreadPoolExecutor looking;

  /** Begins none before there is something to do. */
  public TargetThreads(NanoClock clock, Function<String, ThreadFactory> threads) {
    this.clock = clock;
    this.deciding = new ScheduledThreadPoolExecutor(1, threads.apply("heartwire-targets"));
    deciding.setRemoveOnCancelPolicy(true);
    this.looking = pool(MOST_LOOKS, MOST_WAITING, threads.apply("heartwire-look"));
  }

  static ThreadPoolExecutor pool(int most, int waiting, ThreadFactory threads) {
    var pool =
        new ThreadPoolExecutor(
            most, most, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), threads);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  @Override
  public long nanoTime() {
    return clock.nanoTime();
  }

  @Override
  public Cancellable schedule(Runnable task, long delayNanos) {
    try {
      Future<?> scheduled = deciding.schedule(task, Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
      return () -> scheduled.cancel(false);
    } catch (RejectedExecutionException e) {
      // Closed: nobody waits for it.
      return () -> {};
    }
  }

  /** Where looks run. */
  public Executor looks() {
    return looking;
  }

  /** Stops them; looks under way are left to their timeout. */
  public void stop() {
    deciding.shutdownNow();
    looking.shutdownNow();
  }
}
