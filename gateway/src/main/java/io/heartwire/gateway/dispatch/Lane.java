package io.heartwire.gateway.dispatch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded queue of messages and the thread that works them off one by one. Thread safe.
 *
 * <p>A full lane takes nothing more. Its thread begins with the first message and ends when the
 * lane is closed and empty, or when the lane leaves it behind with a handler that does not end.
 */
final class Lane {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  private final int capacity;
  private final ThreadFactory threads;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Delivery> waiting = new ArrayDeque<>();
  private @Nullable Delivery running;
  private @Nullable Worker worker;
  private boolean closed;

  Lane(int capacity, ThreadFactory threads) {
    this.capacity = capacity;
    this.threads = threads;
  }

  /**
   * Takes {@code delivery} as the last one; false if the lane is full, closed, or has no thread.
   */
  boolean offer(Delivery delivery) {
    lock.lock();
    try {
      if (closed || waiting.size() >= capacity || (worker == null && !begin())) {
        return false;
      }
      delivery.inbound().enteredLane();
      waiting.add(delivery);
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Starts a thread; false if the system gives none. The next message tries again. */
  private boolean begin() {
    Worker fresh = new Worker();
    try {
      threads.newThread(fresh).start();
      worker = fresh;
      return true;
    } catch (OutOfMemoryError e) {
      worker = null;
      LOG.error("no thread for a lane ({}): raise the limit of threads (ulimit -u)", e.toString());
      return false;
    }
  }

  /** True if a message of {@code inbound} and {@code type} waits here or is being handled. */
  boolean holds(Inbound inbound, HandlerType type) {
    lock.lock();
    try {
      Delivery now = running;
      return (now != null && isOf(now, inbound, type))
          || waiting.stream().anyMatch(delivery -> isOf(delivery, inbound, type));
    } finally {
      lock.unlock();
    }
  }

  private static boolean isOf(Delivery delivery, Inbound inbound, HandlerType type) {
    return delivery.inbound() == inbound && delivery.type() == type;
  }

  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Goes on with another thread, if {@code stuck} is what it is at. */
  void leaveBehind(Delivery stuck) {
    lock.lock();
    try {
      if (running == stuck) {
        running = null;
        stuck.inbound().leftLane();
        begin();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more; its thread ends when all that waits is done. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What still waits, which it does not do any more. */
  List<Delivery> emptied() {
    lock.lock();
    try {
      List<Delivery> left = new ArrayList<>(waiting);
      waiting.clear();
      left.forEach(delivery -> delivery.inbound().leftLane());
      return left;
    } finally {
      lock.unlock();
    }
  }

  private final class Worker implements Runnable {
    @Override
    public void run() {
      for (Delivery next = next(); next != null; next = next()) {
        try {
          next.run();
        } catch (Throwable e) {
          LOG.error("a defect of ours: {} was not handled as it should; the lane goes on", next, e);
        }
        if (!done(next)) {
          return;
        }
      }
    }

    private @Nullable Delivery next() {
      lock.lock();
      try {
        while (waiting.isEmpty() && !closed) {
          changed.awaitUninterruptibly();
        }
        running = waiting.poll();
        return running;
      } finally {
        lock.unlock();
      }
    }

    /** False if the lane has left this thread behind. */
    private boolean done(Delivery delivery) {
      lock.lock();
      try {
        if (worker != this) {
          return false;
        }
        running = null;
        delivery.inbound().leftLane();
        return true;
      } finally {
        lock.unlock();
      }
    }
  }
}
