package io.heartwire.gateway.dispatch;

import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each message in a task of its own: a virtual thread each where the JDK has them, else a pool
 * of platform threads, in which more tasks wait for a thread. Thread safe.
 *
 * <p>How many there may be is bounded by who calls it.
 */
final class Tasks {
  private static final Logger LOG = LoggerFactory.getLogger(Tasks.class);
  private static final int IDLE_SECONDS = 30;

  private final ThreadFactory threads;
  private final @Nullable ThreadPoolExecutor pool;

  /** Virtual threads, or at most {@code platformThreads} made by {@code platform}. */
  Tasks(Optional<ThreadFactory> virtual, ThreadFactory platform, int platformThreads) {
    this.threads = virtual.orElse(platform);
    this.pool = virtual.isPresent() ? null : pool(platform, platformThreads);
  }

  private static ThreadPoolExecutor pool(ThreadFactory threads, int count) {
    var pool =
        new ThreadPoolExecutor(
            count, count, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Runs {@code delivery} in a task of its own; false if closed meanwhile, or without a thread. */
  boolean run(Delivery delivery) {
    if (pool == null) {
      threads.newThread(delivery).start();
      return true;
    }
    try {
      pool.execute(delivery);
      return true;
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      LOG.error("no thread for a task ({}): its message is answered busy", e.toString());
      return false;
    }
  }

  /** Takes nothing more; what was taken still runs. */
  void close() {
    if (pool != null) {
      pool.shutdown();
    }
  }

  /**
   * What waits for a thread is not run any more. Interrupts nothing: the deliveries see to that.
   */
  void empty() {
    if (pool != null) {
      pool.getQueue().clear();
    }
  }
}
