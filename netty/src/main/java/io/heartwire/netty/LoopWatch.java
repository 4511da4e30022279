package io.heartwire.netty;

import io.heartwire.core.time.DurationCounts;
import io.heartwire.core.time.NanoClock;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** One event loop under watch. Owned by the monitor's thread; the loop itself only answers. */
final class LoopWatch implements Runnable {
  private static final String CONTEXT = "io.netty.channel.AbstractChannelHandlerContext";
  private static final String EXECUTOR = "io.netty.util.concurrent.";

  final LoopLabel label = new LoopLabel();
  final EventExecutor executor;
  private final NanoClock clock;
  private final long limitNanos;
  private final DurationCounts delays = new DurationCounts();

  private boolean asking;
  private long askedAtNanos;
  private long nextAlarmNanos;
  private volatile boolean answered;
  private volatile long answeredAtNanos;
  private volatile @Nullable Thread thread;
  private volatile long lagNanos;
  private volatile long maxLagNanos;

  LoopWatch(EventExecutor executor, NanoClock clock, Duration limit) {
    this.executor = executor;
    this.clock = clock;
    this.limitNanos = limit.toNanos();
  }

  /** The loop answers. */
  @Override
  public void run() {
    thread = Thread.currentThread();
    answeredAtNanos = clock.nanoTime();
    answered = true;
  }

  /**
   * Looks for an answer and asks again. The last {@code excusedNanos} were no fault of the loop.
   * Returns false once the loop has shut down.
   */
  boolean tick(long nowNanos, long excusedNanos, LoopListener listener) {
    if (asking) {
      askedAtNanos += excusedNanos;
      boolean done = answered;
      lagged(Math.max(0, (done ? answeredAtNanos : nowNanos) - askedAtNanos));
      boolean alarmed = nextAlarmNanos > limitNanos;
      if (done) {
        asking = false;
        delays.noteAlone(lagNanos);
        if (alarmed) {
          listener.recovered(name(), Duration.ofNanos(lagNanos));
        }
      } else if (lagNanos >= nextAlarmNanos) {
        nextAlarmNanos = Math.max(lagNanos, nextAlarmNanos) * 2;
        listener.blocked(blocked());
      }
    }
    return asking || ask(nowNanos);
  }

  LoopLag lag() {
    return new LoopLag(
        name(), Duration.ofNanos(lagNanos), Duration.ofNanos(maxLagNanos), delays.spread());
  }

  private boolean ask(long nowNanos) {
    answered = false;
    asking = true;
    askedAtNanos = nowNanos;
    nextAlarmNanos = limitNanos;
    try {
      executor.execute(this);
      return true;
    } catch (RejectedExecutionException e) {
      // It has shut down: nothing to watch any more.
      return false;
    }
  }

  private void lagged(long nanos) {
    lagNanos = nanos;
    maxLagNanos = Math.max(maxLagNanos, nanos);
  }

  private String name() {
    Thread known = thread;
    if (known != null) {
      return known.getName();
    }
    return "loop-" + Integer.toHexString(System.identityHashCode(executor));
  }

  private BlockedLoop blocked() {
    List<StackTraceElement> stack = List.of(stack());
    String running = label.running();
    return new BlockedLoop(
        name(), Duration.ofNanos(lagNanos), running.isEmpty() ? culprit(stack) : running, stack);
  }

  private StackTraceElement[] stack() {
    Thread known = thread;
    if (known != null) {
      return known.getStackTrace();
    }
    // It blocks since before its first answer, which would have told its thread.
    return executor instanceof SingleThreadEventExecutor loop
        ? loop.threadProperties().stackTrace()
        : new StackTraceElement[0];
  }

  /**
   * The innermost handler outside Netty, else the innermost task outside Netty (the frame whose
   * caller is Netty's), else what Netty itself is at.
   */
  static String culprit(List<StackTraceElement> stack) {
    String task = "";
    String own = "";
    for (int i = 0; i + 1 < stack.size(); i++) {
      StackTraceElement frame = stack.get(i);
      String caller = stack.get(i + 1).getClassName();
      if (frame.getClassName().startsWith("io.netty.")) {
        own = own.isEmpty() ? named(frame) : own;
        continue;
      }
      if (caller.equals(CONTEXT)) {
        return named(frame);
      }
      if (caller.startsWith(EXECUTOR)) {
        task = named(frame);
      }
    }
    if (!task.isEmpty()) {
      return task;
    }
    return own.isEmpty() ? "unknown" : own;
  }

  private static String named(StackTraceElement frame) {
    return frame.getClassName() + "." + frame.getMethodName();
  }
}
