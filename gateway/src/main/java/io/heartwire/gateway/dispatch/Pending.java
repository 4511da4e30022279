package io.heartwire.gateway.dispatch;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Messages that were taken in and are not finished, by count and by bytes. Thread safe.
 *
 * <p>Those in flight (the handler runs, or its stage is not complete) are known one by one, so that
 * their deadlines can be watched; at most {@code inFlightMax}, give or take those that lanes have
 * taken in already.
 */
final class Pending {
  private final int inFlightMax;
  private final long heldMaxBytes;
  private final Set<Delivery> inFlight = ConcurrentHashMap.newKeySet();
  private final AtomicInteger inFlightCount = new AtomicInteger();
  private final AtomicLong heldBytes = new AtomicLong();
  private final AtomicInteger held = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition none = lock.newCondition();

  Pending(int inFlightMax, long heldMaxBytes) {
    this.inFlightMax = inFlightMax;
    this.heldMaxBytes = heldMaxBytes;
  }

  /** True if there is no room for another message. */
  boolean isFull() {
    return inFlightCount.get() >= inFlightMax;
  }

  /** Holds a message of {@code bytes}; false, and nothing has changed, if that is too much. */
  boolean hold(long bytes) {
    if (heldBytes.addAndGet(bytes) > heldMaxBytes) {
      heldBytes.addAndGet(-bytes);
      return false;
    }
    held.incrementAndGet();
    return true;
  }

  /** Holds a message that nothing can be done about any more. */
  void holdAnyway(long bytes) {
    heldBytes.addAndGet(bytes);
    held.incrementAndGet();
  }

  /** The opposite of {@link #hold}. */
  void release(long bytes) {
    heldBytes.addAndGet(-bytes);
    if (held.decrementAndGet() == 0) {
      lock.lock();
      try {
        none.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Watches {@code delivery} from now on. */
  void flies(Delivery delivery) {
    if (inFlight.add(delivery)) {
      inFlightCount.incrementAndGet();
    }
  }

  /** It is finished. */
  void landed(Delivery delivery) {
    if (inFlight.remove(delivery)) {
      inFlightCount.decrementAndGet();
    }
  }

  void forEachInFlight(Consumer<Delivery> action) {
    inFlight.forEach(action);
  }

  int inFlight() {
    return inFlightCount.get();
  }

  int held() {
    return held.get();
  }

  long heldBytes() {
    return heldBytes.get();
  }

  /** Waits until nothing is held, {@code limitNanos} at most; true if nothing is. */
  boolean awaitNone(long limitNanos) {
    lock.lock();
    try {
      long left = limitNanos;
      while (held.get() > 0 && left > 0) {
        left = none.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    return held.get() == 0;
  }
}
