package io.heartwire.core.time;

/**
 * Runs a task once, later, on a thread of the implementation's choice.
 *
 * <p>An event loop is one implementation, {@link VirtualTime} another. Tasks of one scheduler never
 * run at the same time as each other.
 */
public interface Scheduler extends NanoClock {
  /**
   * Runs {@code task} once, not before {@code delayNanos} nanoseconds have passed; a delay of zero
   * or less means as soon as possible, but never within this call.
   */
  Cancellable schedule(Runnable task, long delayNanos);

  /** A task that has not run yet. */
  @FunctionalInterface
  interface Cancellable {
    /** Prevents the task from running if it has not begun; otherwise does nothing. */
    void cancel();
  }
}
