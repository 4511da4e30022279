package io.heartwire.gateway.transport;

import io.heartwire.core.time.AttentiveClock;
import io.heartwire.gateway.lease.Ears;
import io.heartwire.netty.LoopMonitor;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The event loops, as leases see them: they take heartbeats in. Thread safe. */
final class LoopEars implements Ears {
  private final EventLoopGroup loops;
  private final LoopMonitor monitor;

  /** Those of {@code loops}, which {@code monitor} watches. */
  LoopEars(EventLoopGroup loops, LoopMonitor monitor) {
    this.loops = loops;
    this.monitor = monitor;
  }

  @Override
  public boolean away() {
    return monitor.lags().stream()
        .anyMatch(lag -> lag.last().toNanos() > AttentiveClock.TOLERANCE_NANOS);
  }

  /*
   * A task for later, scheduled from within a task, is not fetched before the loop has run its I/O once
   * more: when it runs, one read pass lies behind.
   */
  @Override
  public void listen(Runnable heard) {
    List<EventExecutor> all = new ArrayList<>();
    loops.forEach(all::add);
    var left = new AtomicInteger(all.size());
    Runnable one =
        () -> {
          if (left.decrementAndGet() == 0) {
            heard.run();
          }
        };
    for (EventExecutor loop : all) {
      try {
        loop.execute(() -> loop.schedule(one, 1, TimeUnit.MILLISECONDS));
      } catch (RejectedExecutionException e) {
        // It has ended: nothing lies there.
        one.run();
      }
    }
  }
}
