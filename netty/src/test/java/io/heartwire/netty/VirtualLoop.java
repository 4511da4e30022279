package io.heartwire.netty;

import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An event loop of local channels whose time moves only when told to; the test's thread owns it.
 */
final class VirtualLoop extends ManualIoEventLoop {
  private final MockTicker ticker;
  private final List<ScheduledFuture<?>> timers = new ArrayList<>();

  VirtualLoop() {
    this(Ticker.newMockTicker());
  }

  private VirtualLoop(MockTicker ticker) {
    super(null, Thread.currentThread(), LocalIoHandler.newFactory(), ticker);
    this.ticker = ticker;
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    ScheduledFuture<?> timer = super.schedule(task, delay, unit);
    timers.removeIf(ScheduledFuture::isDone);
    timers.add(timer);
    return timer;
  }

  /** Timers that have neither run nor been cancelled. */
  int timersLeft() {
    timers.removeIf(ScheduledFuture::isDone);
    return timers.size();
  }

  void settle() {
    for (int i = 0; i < 5; i++) {
      runNow();
    }
  }

  /** Lets time pass in steps of 10 ms. */
  void advance(Duration time) {
    settle();
    for (long ms = 0; ms < time.toMillis(); ms += 10) {
      ticker.advance(Math.min(10, time.toMillis() - ms), TimeUnit.MILLISECONDS);
      settle();
    }
  }
}
