package io.heartwire.netty;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.OrderedEventExecutor;
import io.netty.util.concurrent.Ticker;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The idle handlers of one event loop and the one task that looks at them. Owned by that loop. */
final class IdleLoop {
  /*
   * One task is armed, for the earliest deadline of all handlers. Activity does not touch it: a handler stamps its own
   * clock, and when its deadline comes it is looked at, and usually put back.
   *
   * Asking once more. A task never decides in the loop pass in which it found a deadline overdue: this very pass may have
   * read the socket before the peer's bytes came, and a handler may have held it for seconds since. So the task schedules
   * itself again with a delay of zero. An event loop moves due scheduled tasks to its queue once, before it runs the
   * queue: a task scheduled now therefore runs after the *next* read pass, in which the peer's bytes come up. (A task
   * given to execute() would run in the same pass: no use.) What is still silent then is idle.
   *
   * One pass may not be enough: a selector hands over a limited number of ready sockets (1,024 on NIO, 4,096 on epoll at
   * first), and the pass may itself be held up. So the loop asks again while a pass (a) brought a byte of a handler that
   * was thought idle, (b) brought so many reads that it may have been cut off, (c) was held up for more than STALL_NANOS,
   * or (d) left bytes in this very socket (epoll and io_uring, one system call). Never more than MAX_ASKS times, so that
   * a loop that is always late still finds its dead.
   *
   * How a handler finds its loop: a thread-local map, weak both ways. No lock, because a loop is one thread; a map and
   * not a single value, because tests run many embedded or manual loops on one thread; weak keys and values, because a
   * channel may be forgotten without being closed, and must not be held by us. An executor without a fixed thread merely
   * gets more than one IdleLoop; one without order gets one for each handler.
   */
  private static final FastThreadLocal<Map<EventExecutor, WeakReference<IdleLoop>>> LOOPS =
      new FastThreadLocal<>() {
        @Override
        protected Map<EventExecutor, WeakReference<IdleLoop>> initialValue() {
          return new WeakHashMap<>();
        }
      };

  private static final long STALL_NANOS = 100_000_000;
  private static final int FULL_PASS_READS = 1_000;
  private static final int MAX_ASKED = 1_024;
  private static final int MAX_ASKS = 64;
  private static final int ASKS_OF_A_STALL = 4;

  private final EventExecutor executor;
  private final Ticker ticker;
  private final DeadlineHeap waiting = new DeadlineHeap();
  private ArrayList<IdleSubject> asked = new ArrayList<>();
  private ArrayList<IdleSubject> spare = new ArrayList<>();
  private @Nullable Future<?> armed;
  private long armedForNanos;
  private long lastRoundNanos;
  private int reads;
  private boolean inRound;

  private IdleLoop(EventExecutor executor) {
    this.executor = executor;
    this.ticker = executor.ticker();
  }

  /** The loop of {@code executor}; call on its thread. */
  static IdleLoop of(EventExecutor executor) {
    if (!(executor instanceof OrderedEventExecutor)) {
      return new IdleLoop(executor);
    }
    Map<EventExecutor, WeakReference<IdleLoop>> loops = LOOPS.get();
    WeakReference<IdleLoop> known = loops.get(executor);
    IdleLoop loop = known == null ? null : known.get();
    if (loop == null) {
      loop = new IdleLoop(executor);
      loops.put(executor, new WeakReference<>(loop));
    }
    return loop;
  }

  /** Looks at {@code handler} from now on. */
  void join(IdleSubject handler) {
    enqueue(handler);
    arm();
  }

  /** Never looks at {@code handler} again. */
  void leave(IdleSubject handler) {
    if (handler.heapIndex >= 0) {
      waiting.remove(handler);
    }
    handler.asks = 0;
    if (waiting.isEmpty() && asked.isEmpty() && armed != null) {
      armed.cancel(false);
      armed = null;
    }
  }

  /** A handler has heard something, for the first time since its last read completed. */
  void heard() {
    reads++;
  }

  /** How many handlers wait for their deadline or for an answer: a leak shows here. */
  int size() {
    return waiting.size() + asked.size();
  }

  long now() {
    return ticker.nanoTime();
  }

  private void round() {
    armed = null;
    if (inRound) {
      // A listener runs the tasks of its embedded loop: the round that called it will arm.
      return;
    }
    inRound = true;
    long now = now();
    try {
      judgeAsked(now);
      takeDue(now);
    } finally {
      inRound = false;
      reads = 0;
      lastRoundNanos = now();
      arm();
    }
  }

  private void judgeAsked(long now) {
    ArrayList<IdleSubject> batch = asked;
    asked = spare;
    spare = batch;
    boolean stalled = now - lastRoundNanos > STALL_NANOS;
    boolean inconclusive = stalled || reads >= FULL_PASS_READS;
    for (IdleSubject handler : batch) {
      inconclusive |= handler.asks > 0 && !handler.seemsIdle(now);
    }
    for (IdleSubject handler : batch) {
      if (handler.asks == 0) {
        continue;
      }
      boolean again = inconclusive || handler.hasUnreadBytes();
      if (again && handler.asks < MAX_ASKS && handler.seemsIdle(now)) {
        handler.asks = (byte) Math.min(MAX_ASKS, handler.asks + (stalled ? ASKS_OF_A_STALL : 1));
        asked.add(handler);
      } else {
        settle(handler, now);
      }
    }
    batch.clear();
  }

  private void takeDue(long now) {
    IdleSubject handler = waiting.first();
    while (handler != null && now - handler.deadlineNanos >= 0 && asked.size() < MAX_ASKED) {
      waiting.remove(handler);
      if (!handler.check(now, false)) {
        enqueue(handler);
      } else if (handler.readsOnItsOwnLoop()) {
        handler.asks = 1;
        asked.add(handler);
      } else {
        handler.asks = 1;
        askElsewhere(handler);
      }
      handler = waiting.first();
    }
  }

  /* The handler has an executor of its own: the pass to wait for is its channel's, and what it reads comes by execute. */
  private void askElsewhere(IdleSubject handler) {
    var reader = handler.channelLoop();
    try {
      reader.execute(
          () ->
              reader.schedule(
                  () -> executor.execute(() -> answered(handler)), 0, TimeUnit.NANOSECONDS));
    } catch (RejectedExecutionException e) {
      // The channel's loop has shut down, so nothing will be read any more.
      settle(handler, now());
    }
  }

  private void answered(IdleSubject handler) {
    if (handler.asks > 0) {
      settle(handler, now());
      arm();
    }
  }

  private void settle(IdleSubject handler, long now) {
    handler.asks = 0;
    handler.check(now, true);
    enqueue(handler);
  }

  private void enqueue(IdleSubject handler) {
    // The listeners that check() called may have removed the handler, or removed it and added it
    // again.
    if (handler.belongsTo(this) && handler.heapIndex < 0) {
      handler.deadlineNanos = handler.nextCheckNanos();
      waiting.add(handler);
    }
  }

  private void arm() {
    IdleSubject first = waiting.first();
    if (inRound || (first == null && asked.isEmpty())) {
      return;
    }
    long now = now();
    long delayNanos =
        first == null || !asked.isEmpty() ? 0 : Math.max(0, first.deadlineNanos - now);
    long targetNanos = now + delayNanos;
    if (armed != null) {
      if (armedForNanos - targetNanos <= 0) {
        return;
      }
      armed.cancel(false);
    }
    armedForNanos = targetNanos;
    armed = executor.schedule(this::round, delayNanos, TimeUnit.NANOSECONDS);
  }
}
