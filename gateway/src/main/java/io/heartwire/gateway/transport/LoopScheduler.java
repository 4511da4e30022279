package io.heartwire.gateway.transport;

import io.heartwire.core.time.NanoClock;
import io.heartwire.core.time.Scheduler;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs tasks on an event loop. Thread safe. */
public final class LoopScheduler implements Scheduler {
  private final EventExecutor loop;
  private final NanoClock clock;

  /** On {@code loop}, with the time of {@code clock}. */
  public LoopScheduler(EventExecutor loop, NanoClock clock) {
    this.loop = loop;
    this.clock = clock;
  }

  @Override
  public long nanoTime() {
    return clock.nanoTime();
  }

  @Override
  public Cancellable schedule(Runnable task, long delayNanos) {
    Future<?> scheduled = loop.schedule(task, Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }
}
