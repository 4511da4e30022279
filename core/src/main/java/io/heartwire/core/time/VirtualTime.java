package io.heartwire.core.time;

import java.time.Duration;
import java.util.PriorityQueue;

/**
 * A scheduler whose time moves only when told to: hours pass in milliseconds and always alike.
 *
 * <p>NOT thread safe: one thread owns it. Tasks due at the same instant run in the order in which
 * they were scheduled. The origin may be any {@code long}; time may wrap around within a run.
 */
public final class VirtualTime implements Scheduler {
  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private long nowNanos;
  private long sequence;

  /** Time that begins at {@code originNanos}. */
  public VirtualTime(long originNanos) {
    this.nowNanos = originNanos;
  }

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  @Override
  public Cancellable schedule(Runnable task, long delayNanos) {
    Task entry = new Task(nowNanos + Math.max(0, delayNanos), sequence++, task);
    tasks.add(entry);
    return () -> tasks.remove(entry);
  }

  /** Lets {@code step} pass, running what falls due on the way, in order of time. */
  public void advance(Duration step) {
    long target = nowNanos + step.toNanos();
    while (true) {
      Task next = tasks.peek();
      if (next == null || next.dueNanos - target > 0) {
        break;
      }
      tasks.remove();
      // A task scheduled before a jump may be overdue: time never runs backwards.
      if (next.dueNanos - nowNanos > 0) {
        nowNanos = next.dueNanos;
      }
      next.task.run();
    }
    // A task may have stalled beyond the target.
    if (target - nowNanos > 0) {
      nowNanos = target;
    }
  }

  /** Lets time pass without running anything, as a suspended or stalled process sees it. */
  public void stall(Duration step) {
    nowNanos += step.toNanos();
  }

  /** How many tasks wait to run: a leak shows here. */
  public int pendingTasks() {
    return tasks.size();
  }

  private record Task(long dueNanos, long sequence, Runnable task) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      long difference = dueNanos - other.dueNanos;
      return difference != 0 ? Long.signum(difference) : Long.compare(sequence, other.sequence);
    }
  }
}
