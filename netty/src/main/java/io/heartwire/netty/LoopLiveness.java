package io.heartwire.netty;

import io.heartwire.core.liveness.Action;
import io.heartwire.core.liveness.BreakerEvent;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.liveness.LivenessTable;
import io.heartwire.core.liveness.RollCall;
import io.heartwire.core.liveness.SocketSnapshot;
import io.heartwire.core.time.DurationCounts;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The detector of one event loop: its {@link LivenessTable}, and the one task that sweeps it.
 *
 * <p>Owned by the loop: everything but {@link #stats} runs on it. Without connections no task is
 * scheduled.
 */
final class LoopLiveness implements LivenessTable.Sink {
  private static final Logger LOG = LoggerFactory.getLogger(LoopLiveness.class);

  /** A gap longer than this is a suspend: clients ask at once instead of judging. */
  private static final long SUSPEND_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** The selector's capacity: a pass that returned as many events may not have returned all. */
  private static final int FULL_PASS = 4_096;

  /** After so many reads one look at the clock, which takes 26 ns. */
  private static final int READS_PER_LOOK = 16;

  private static final int KERNEL_SAMPLE = 64;

  /** Data younger than this may have come after the stall. */
  private static final long AFTER_STALL_MS = 100;

  private final Heartbeats heartbeats;
  private final EventExecutor loop;
  private final RandomGenerator random;
  private final String name;
  final LivenessTable table;
  private boolean armed;
  private final SweepPeriod period = new SweepPeriod();
  private final VerdictPortion portion;
  private @Nullable Future<?> next;
  private boolean othersWait;
  private long armedNanos;
  private long lastTickNanos;
  private long sweepNanos;
  private int readsInPass;
  private boolean seenThrough;
  private boolean suspended;

  /** For how long it was away before the read pass that goes on; 0 if that has ended. */
  private long unreadMs;

  long pings;
  long pongs;
  long unwritable;

  /** Round trips of its pings; only the loop notes them. */
  final DurationCounts roundTrips = new DurationCounts();

  private long stalls;
  private long stalledMs;
  private long errors;
  private volatile LoopStats stats;

  /** Known at once, unlike the rest: who came just before the loop was held is not heard either. */
  private volatile int connections;

  LoopLiveness(Heartbeats heartbeats, EventExecutor loop, RandomGenerator random) {
    this.heartbeats = heartbeats;
    this.loop = loop;
    this.random = random;
    this.name = Thread.currentThread().getName();
    this.lastTickNanos = loop.ticker().nanoTime();
    this.portion = new VerdictPortion(lastTickNanos);
    this.table = new LivenessTable(lastTickNanos, 0, heartbeats.breaker(), random);
    this.stats = snapshot();
  }

  int add(Heartbeat handler, LivenessPolicy policy) {
    if (!armed) {
      // Nobody was watched meanwhile: the time since the last tick is no stall.
      long now = loop.ticker().nanoTime();
      table.tick(now, Math.max(0, now - lastTickNanos));
      lastTickNanos = now;
      arm();
    }
    look();
    int slot = table.add(handler, policy);
    connections = table.live();
    return slot;
  }

  void remove(int slot) {
    table.remove(slot);
    connections = table.live();
    if (table.live() == 0) {
      stats = snapshot();
    }
  }

  /** Bytes of the connection at {@code slot} were read: the hot path. */
  void heard(int slot) {
    table.heard(slot);
    if (++readsInPass % READS_PER_LOOK == 0) {
      look();
    }
  }

  private void look() {
    table.look(nanoTime(), armedNanos);
  }

  /** How old what is read now may be: for so long nothing was read; 0 if this loop was not away. */
  long awayMs() {
    long lateNanos = nanoTime() - lastTickNanos - armedNanos;
    return Math.max(unreadMs, TimeUnit.NANOSECONDS.toMillis(Math.max(0, lateNanos)));
  }

  void policyChanged(int slot, LivenessPolicy policy) {
    table.policy(slot, policy);
    period.hasten(table.live(), table.suspects(), table.shortestIntervalMs());
  }

  LoopStats stats() {
    LoopStats swept = stats;
    int now = connections;
    return swept.connections() == now ? swept : swept.withConnections(now);
  }

  /** Asks the loop who is stale; never blocks, and completes on the loop. */
  <T> CompletableFuture<List<T>> stale(Function<Channel, Optional<T>> as) {
    return found(as, each -> RollCall.stale(table, each));
  }

  /** The same of those that are suspected, the first {@code most}. */
  <T> CompletableFuture<List<T>> suspects(Function<Channel, Optional<T>> as, int most) {
    return found(as, each -> RollCall.suspects(table, most, each));
  }

  private <T> CompletableFuture<List<T>> found(
      Function<Channel, Optional<T>> as, Consumer<Consumer<LivenessTable.Peer>> call) {
    CompletableFuture<List<T>> answer = new CompletableFuture<>();
    try {
      loop.execute(() -> answer.complete(foundNow(as, call)));
    } catch (RejectedExecutionException e) {
      // The loop has ended, and with it every connection on it.
      answer.complete(List.of());
    }
    return answer;
  }

  private static <T> List<T> foundNow(
      Function<Channel, Optional<T>> as, Consumer<Consumer<LivenessTable.Peer>> call) {
    List<T> found = new ArrayList<>();
    call.accept(
        peer -> {
          if (peer instanceof Heartbeat heartbeat) {
            as.apply(heartbeat.channel()).ifPresent(found::add);
          }
        });
    return found;
  }

  /** Asks the loop about all of its peers; never blocks, and completes on the loop. */
  <T> CompletableFuture<List<PeerSilence<T>>> silences(Function<Channel, Optional<T>> as) {
    var call = new LoopRollCall<T>(loop, table, as);
    call.begin();
    return call.answer();
  }

  long nanoTime() {
    return loop.ticker().nanoTime();
  }

  @Override
  public void act(int slot, Action action) {
    if (!(table.peer(slot) instanceof Heartbeat handler)) {
      return;
    }
    long began = nanoTime();
    try {
      if (action instanceof Action.Inspect) {
        SocketSnapshot kernel = heartbeats.inspector().inspect(handler.channel());
        action = table.judge(slot, kernel);
      }
      handler.act(this, action);
    } catch (RuntimeException e) {
      errors++;
      LOG.error("{}: acting on {} failed; the sweep goes on", handler.channel(), action, e);
    } finally {
      portion.took(nanoTime() - began);
    }
    if (action instanceof Action.Dead && portion.isSpent()) {
      table.enough();
      othersWait = true;
    }
  }

  private void arm() {
    armed = true;
    armedNanos = period.nanos();
    next = later(this::tick, armedNanos);
  }

  /** The next tick comes with the next pass: sooner than its time, which no clock minds. */
  private void hasten() {
    Future<?> armed = next;
    if (armed != null && armed.cancel(false)) {
      next = later(this::tick, 0);
    }
  }

  private @Nullable Future<?> later(Runnable task, long delayNanos) {
    try {
      return loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The loop shuts down and closes its channels itself: there is nothing left to detect.
      armed = false;
      return null;
    }
  }

  private void tick() {
    long due = armedNanos;
    if (table.live() == 0) {
      armed = false;
      stats = snapshot();
      return;
    }
    // Armed first: whatever goes wrong below, the detector runs again.
    arm();
    long now = loop.ticker().nanoTime();
    lastTickNanos = now;
    portion.begin(now);
    othersWait = false;
    try {
      long stallNanos = table.tick(now, due);
      if (stallNanos > 0) {
        stalled(stallNanos);
      }
      table.sweep(this);
      for (BreakerEvent event : heartbeats.breaker().tick(now)) {
        heartbeats.listener().breaker(event);
      }
    } catch (RuntimeException e) {
      errors++;
      LOG.error("the sweep of {} failed; the next one follows", name, e);
    }
    // What is done for the suspects would be done anyway: looking less often would only delay it.
    long ended = nanoTime();
    portion.end(ended);
    sweepNanos = Math.max(0, ended - now - portion.takenNanos());
    period.took(sweepNanos);
    period.settle(table.live(), table.suspects(), table.shortestIntervalMs());
    if (othersWait) {
      hasten();
    }
    stats = snapshot();
  }

  private void stalled(long stallNanos) {
    stalls++;
    long ms = TimeUnit.NANOSECONDS.toMillis(stallNanos);
    stalledMs += ms;
    unreadMs = Math.max(unreadMs, ms);
    suspended |= stallNanos > SUSPEND_NANOS;
    Optional<Boolean> kernelHeard = kernelReceivedWithin(ms);
    seenThrough = kernelHeard.orElse(false);
    heartbeats.listener().stalled(name, ms, kernelHeard);
    awaitPass();
  }

  /*
   * A task scheduled now, from within a task, is not fetched before the loop has run its I/O once more:
   * when it runs, one read pass lies behind us. If as many channels read in it as the selector reports
   * at most, others may still wait, and another pass is awaited.
   */
  private void awaitPass() {
    readsInPass = 0;
    later(this::passEnded, TimeUnit.MILLISECONDS.toNanos(1));
  }

  private void passEnded() {
    if (readsInPass >= FULL_PASS) {
      awaitPass();
      return;
    }
    unreadMs = 0;
    table.passCompleted();
    if (seenThrough) {
      seenThrough = false;
      table.stallSeenThrough();
    }
    if (suspended) {
      suspended = false;
      table.askAll(this);
    }
  }

  /** Whether the kernel received data while we were away: then only our process stood still. */
  private Optional<Boolean> kernelReceivedWithin(long stallMs) {
    Optional<Boolean> heard = Optional.empty();
    int capacity = table.capacity();
    for (int i = 0; i < KERNEL_SAMPLE && capacity > 0; i++) {
      if (!(table.peer(random.nextInt(capacity)) instanceof Heartbeat handler)) {
        continue;
      }
      SocketSnapshot kernel = heartbeats.inspector().inspect(handler.channel());
      if (!kernel.available()) {
        return Optional.empty();
      }
      if (kernel.lastDataMs() > AFTER_STALL_MS && kernel.lastDataMs() < stallMs) {
        return Optional.of(true);
      }
      heard = Optional.of(false);
    }
    return heard;
  }

  private LoopStats snapshot() {
    return new LoopStats(
        name,
        table.live(),
        table.suspects(),
        pings,
        pongs,
        unwritable,
        table.lateReads(),
        table.verdicts(),
        table.heldBack(),
        stalls,
        stalledMs,
        errors,
        sweepNanos,
        lastTickNanos);
  }
}
