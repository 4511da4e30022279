package io.heartwire.client;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the user's code of one client on an executor, one call at a time and in order. Thread safe.
 *
 * <p>So that nothing a user does can hold up an event loop or a heartbeat. Messages are bounded;
 * what comes beyond that is refused. State changes are few and never refused.
 */
final class Callbacks {
  private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);

  /** The most messages that wait for the user's code. */
  static final int MAX_WAITING = 1_000;

  private final Executor executor;
  private final Queue<Runnable> queue = new ArrayDeque<>(0);
  private boolean running;

  Callbacks(Executor executor) {
    this.executor = executor;
  }

  /** Runs {@code call} after those before it; false if too many wait. */
  boolean offer(Runnable call) {
    synchronized (queue) {
      if (queue.size() >= MAX_WAITING) {
        return false;
      }
    }
    run(call);
    return true;
  }

  /** Runs {@code call} after those before it. */
  void run(Runnable call) {
    synchronized (queue) {
      queue.add(call);
      if (running) {
        return;
      }
      running = true;
    }
    try {
      executor.execute(this::drain);
    } catch (RejectedExecutionException e) {
      synchronized (queue) {
        running = false;
        queue.clear();
      }
      LOG.warn(
          "the executor for callbacks refuses work ({}): this client's callbacks are lost",
          e.getMessage());
    }
  }

  private void drain() {
    while (true) {
      Runnable call;
      synchronized (queue) {
        call = queue.poll();
        if (call == null) {
          running = false;
          return;
        }
      }
      try {
        call.run();
      } catch (RuntimeException e) {
        LOG.warn("a callback of the application threw; the client goes on", e);
      }
    }
  }
}
