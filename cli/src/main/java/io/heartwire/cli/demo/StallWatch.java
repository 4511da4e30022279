package io.heartwire.cli.demo;

import io.heartwire.core.time.NanoClock;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** The longest time a client process was away itself: any of its loops, or all of it. */
public final class StallWatch {
  private static final long TICK_NANOS = 10_000_000;

  private final AtomicLong worstNanos = new AtomicLong();
  private final NanoClock clock;

  /** Watches the whole process and each loop of {@code group}, until the process ends. */
  public StallWatch(EventLoopGroup group, NanoClock clock) {
    this.clock = clock;
    Thread watch =
        new DefaultThreadFactory("stall-watch", true, Thread.MAX_PRIORITY)
            .newThread(this::watchProcess);
    watch.start();
    for (EventExecutor loop : group) {
      watchLoop(loop, clock.nanoTime());
    }
  }

  private void watchProcess() {
    while (true) {
      long before = clock.nanoTime();
      LockSupport.parkNanos(TICK_NANOS);
      note(clock.nanoTime() - before - TICK_NANOS);
    }
  }

  private void watchLoop(EventExecutor loop, long due) {
    loop.schedule(
        () -> {
          long now = clock.nanoTime();
          note(now - due);
          watchLoop(loop, now + TICK_NANOS);
        },
        TICK_NANOS,
        TimeUnit.NANOSECONDS);
  }

  private void note(long lateNanos) {
    worstNanos.accumulateAndGet(lateNanos, Math::max);
  }

  /** Forgets what was. */
  public void reset() {
    worstNanos.set(0);
  }

  /** The longest stall since the last reset. */
  public long worstMs() {
    return worstNanos.get() / 1_000_000;
  }
}
