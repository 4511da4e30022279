package io.heartwire.gateway.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every message in flight each period: one past its deadline is given up, named and
 * counted; a lane whose handler ignores its interrupt goes on without it. Also forgets old times,
 * and says now and then how many messages were answered busy.
 *
 * <p>{@link #tick} is called by one thread at a time.
 */
final class DeadlineWatch {
  static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** An interrupted handler that goes on for longer than this is left behind. */
  static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final Logger LOG = LoggerFactory.getLogger(DeadlineWatch.class);
  private static final long ROTATE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long BUSY_LINE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int NAMED_MAX = 10;
  private static final int FRAMES = 12;
  private static final long STOP_MS = 1_000;

  private final Desk desk;
  private final Lanes lanes;
  private final HandlerTypes types;
  private final List<Delivery> leftBehind = new ArrayList<>();
  private long lastTickNanos;
  private long rotatedNanos;
  private long busyLineNanos;
  private long busyTold;
  private volatile boolean closed;
  private volatile @Nullable Thread thread;

  DeadlineWatch(Desk desk, Lanes lanes, HandlerTypes types) {
    this.desk = desk;
    this.lanes = lanes;
    this.types = types;
    long now = desk.now();
    this.lastTickNanos = now;
    this.rotatedNanos = now;
    this.busyLineNanos = now - BUSY_LINE_NANOS;
  }

  void start(ThreadFactory threads) {
    lastTickNanos = desk.now();
    Thread fresh = threads.newThread(this::watch);
    thread = fresh;
    fresh.start();
  }

  private void watch() {
    while (!closed) {
      try {
        tick();
      } catch (RuntimeException e) {
        LOG.error("a defect of ours: the deadlines of handlers were not looked at this time", e);
      }
      LockSupport.parkNanos(PERIOD_NANOS);
    }
  }

  void close() {
    closed = true;
    Thread watchdog = thread;
    if (watchdog == null) {
      return;
    }
    LockSupport.unpark(watchdog);
    try {
      watchdog.join(STOP_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One look at everything. */
  void tick() {
    long now = desk.now();
    long lateNanos = now - lastTickNanos - PERIOD_NANOS;
    lastTickNanos = now;
    if (lateNanos > PERIOD_NANOS) {
      // This thread did not run, so the process as a whole may have stood still.
      desk.excuse(lateNanos);
    }
    expire();
    leaveBehind();
    if (now - rotatedNanos >= ROTATE_NANOS) {
      rotatedNanos = now;
      types.rotate();
    }
    sayBusy(now);
  }

  private void expire() {
    List<Delivery.Expiry> expired = new ArrayList<>();
    desk.pending().forEachInFlight(delivery -> delivery.expireIfDue().ifPresent(expired::add));
    expired.stream().limit(NAMED_MAX).forEach(DeadlineWatch::name);
    if (expired.size() > NAMED_MAX) {
      LOG.warn("the deadlines of {} more handlers have passed", expired.size() - NAMED_MAX);
    }
  }

  private static void name(Delivery.Expiry expiry) {
    if (expiry.stack().isEmpty()) {
      LOG.warn("{}: it returned a stage that is not complete; it counts as failed", expiry.what());
      return;
    }
    LOG.warn(
        "{}: it is interrupted and counts as failed\n{}",
        expiry.what(),
        expiry.stack().stream()
            .limit(FRAMES)
            .map(frame -> "    at " + frame)
            .collect(Collectors.joining("\n")));
  }

  private void leaveBehind() {
    leftBehind.removeIf(
        delivery -> {
          boolean back = delivery.isFinished();
          if (back) {
            lanes.cameBack();
          }
          return back;
        });
    desk.pending()
        .forEachInFlight(
            delivery -> {
              if (delivery.ignoresInterrupt(GRACE_NANOS)) {
                leaveBehind(delivery);
              }
            });
  }

  private void leaveBehind(Delivery delivery) {
    if (lanes.leaveBehind(delivery)) {
      leftBehind.add(delivery);
      desk.abandoned.increment();
      LOG.error(
          "{} ignores its interrupt: its lane goes on with another thread, and this one is lost"
              + " until the handler ends; let it end when it is interrupted",
          delivery);
    } else {
      LOG.error(
          "{} ignores its interrupt, and {} threads are lost to such handlers already: its lane"
              + " stands still until it ends",
          delivery,
          lanes.leftBehind());
    }
  }

  private void sayBusy(long now) {
    long busy = desk.busy.sum();
    if (busy > busyTold && now - busyLineNanos >= BUSY_LINE_NANOS) {
      LOG.warn(
          "{} messages were answered busy: {} wait in lanes, {} are in flight, {} bytes are held;"
              + " 'heartwire handlers' shows which type is slow, and dispatch.* sets the limits",
          busy - busyTold,
          lanes.waiting(),
          desk.pending().inFlight(),
          desk.pending().heldBytes());
      busyTold = busy;
      busyLineNanos = now;
    }
  }
}
