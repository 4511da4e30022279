package io.heartwire.gateway.event;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Wakes all that wait for something to have changed. Thread safe; ringing never blocks for long.
 */
public final class Bell {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition rung = lock.newCondition();

  /** Lets them look whether what they wait for has come. */
  public void ring() {
    lock.lock();
    try {
      rung.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until {@code come} holds, at most {@code nanos}; looked at first, and each time it rings.
   *
   * @return whether it holds
   */
  public boolean await(BooleanSupplier come, long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (!come.getAsBoolean()) {
        if (left <= 0) {
          return false;
        }
        left = rung.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
