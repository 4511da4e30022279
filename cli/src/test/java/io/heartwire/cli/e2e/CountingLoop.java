package io.heartwire.cli.e2e;

import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * An event loop in virtual time, driven by the test's own thread, that counts the tasks which wait
 * in it: a leak shows here.
 */
final class CountingLoop extends ManualIoEventLoop {
  private final MockTicker time;
  private int waiting;

  CountingLoop() {
    this(Ticker.newMockTicker());
  }

  private CountingLoop(MockTicker time) {
    super(null, Thread.currentThread(), LocalIoHandler.newFactory(), time);
    this.time = time;
  }

  /** Lets time pass in steps, running all that falls due. */
  void pass(Duration total, Duration step) {
    long steps = total.dividedBy(step);
    for (long i = 0; i < steps; i++) {
      time.advance(step.toNanos(), TimeUnit.NANOSECONDS);
      runAll();
    }
  }

  /** Runs all that is due now, and what follows from it. */
  void runAll() {
    while (runNow() > 0) {
      Thread.onSpinWait();
    }
  }

  /** Scheduled tasks that have neither run nor been cancelled. */
  int waitingTasks() {
    return waiting;
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return counted(super.schedule(task, delay, unit));
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    return counted(super.schedule(task, delay, unit));
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long initialDelay, long period, TimeUnit unit) {
    return counted(super.scheduleAtFixedRate(task, initialDelay, period, unit));
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long initialDelay, long delay, TimeUnit unit) {
    return counted(super.scheduleWithFixedDelay(task, initialDelay, delay, unit));
  }

  private <F extends ScheduledFuture<?>> F counted(F future) {
    waiting++;
    future.addListener(done -> waiting--);
    return future;
  }
}
