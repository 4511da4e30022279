package io.heartwire.client;

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
    if (timers.size() > 1_000) {
      timers.removeIf(ScheduledFuture::isDone);
    }
    timers.add(timer);
    return timer;
  }

  /** Timers that have neither run nor been cancelled. */
  int timersLeft() {
    timers.removeIf(ScheduledFuture::isDone);
    return timers.size();
  }

  /** Seconds since this loop was made. */
  double seconds() {
    return ticker.nanoTime() / 1e9;
  }

  void settle() {
    while (runNow() > 0) {
      continue;
    }
  }

  /** Lets time pass in steps of 10 ms. */
  void advance(Duration time) {
    advance(time, Duration.ofMillis(10));
  }

  void advance(Duration time, Duration step) {
    settle();
    for (long left = time.toMillis(); left > 0; left -= step.toMillis()) {
      ticker.advance(Math.min(left, step.toMillis()), TimeUnit.MILLISECONDS);
      settle();
    }
  }

  /** Lets time pass without running anything, as a suspended process sees it. */
  void suspend(Duration time) {
    ticker.advance(time.toMillis(), TimeUnit.MILLISECONDS);
  }
}
