package io.heartwire.cli.e2e;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The longest time a client process was away itself: any of its loops, or all of it. */
final class StallWatch {
  private static final long TICK_NANOS = 10_000_000;

  private final AtomicLong worstNanos = new AtomicLong();

  /** Watches the whole process and each loop of {@code group}, until the process ends. */
  StallWatch(EventLoopGroup group) {
    Thread watch = new Thread(this::watchProcess, "stall-watch");
    watch.setDaemon(true);
    watch.setPriority(Thread.MAX_PRIORITY);
    watch.start();
    for (EventExecutor loop : group) {
      watchLoop(loop, System.nanoTime());
    }
  }

  private void watchProcess() {
    while (true) {
      long before = System.nanoTime();
      Await.elapse(Duration.ofNanos(TICK_NANOS));
      note(System.nanoTime() - before - TICK_NANOS);
    }
  }

  private void watchLoop(EventExecutor loop, long due) {
    loop.schedule(
        () -> {
          long now = System.nanoTime();
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
  void reset() {
    worstNanos.set(0);
  }

  /** The longest stall since the last reset. */
  long worstMs() {
    return worstNanos.get() / 1_000_000;
  }
}
