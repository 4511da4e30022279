package io.heartwire.core.liveness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.BiConsumer;

/**
 * An event loop in virtual time with a table of its own: it ticks, sweeps, reads, asks fake kernels
 * and writes down every action with its time. A slot without a kernel is one of a transport that
 * cannot be asked.
 */
final class Loop implements LivenessTable.Sink {
  /** One decision of the table, at the loop's real milliseconds. */
  record Event(long atMs, int slot, Action action) {}

  static final long PERIOD_MS = 10;

  final MassBreaker breaker;
  final LivenessTable table;
  final List<Event> events = new ArrayList<>();
  final List<BreakerEvent> breakerEvents = new ArrayList<>();
  final Map<Integer, Kernel> kernels = new HashMap<>();
  private final Map<Integer, Cohort> cohorts = new HashMap<>();
  private final long originNanos;
  private long ms;

  /** False: a read pass never brings all there is, as with more events than a selector holds. */
  boolean readsAll = true;

  boolean writable = true;
  boolean removesTheDead = true;
  BiConsumer<Integer, Action> onAction = (slot, action) -> {};

  Loop() {
    this(MassBreaker.off());
  }

  Loop(MassBreaker breaker) {
    this(breaker, 0, 0, 1);
  }

  Loop(MassBreaker breaker, long originNanos, int originMs, long seed) {
    this.breaker = breaker;
    this.originNanos = originNanos;
    this.table = new LivenessTable(originNanos, originMs, breaker, new Random(seed));
  }

  /** A new connection whose kernel cannot be asked. */
  int connect(LivenessPolicy policy, String... groups) {
    Cohort cohort = breaker.joined(List.of(groups));
    int slot = table.add(() -> cohort, policy);
    cohorts.put(slot, cohort);
    return slot;
  }

  /** From now on the slot has a kernel; it has just received data. */
  Kernel kernel(int slot) {
    Kernel kernel = new Kernel();
    kernel.dataAt = ms;
    kernel.ackAt = ms;
    kernels.put(slot, kernel);
    return kernel;
  }

  void disconnect(int slot) {
    table.remove(slot);
    kernels.remove(slot);
    Cohort cohort = cohorts.remove(slot);
    if (cohort != null) {
      breaker.left(cohort);
    }
  }

  /** Bytes of the slot are read. */
  void heard(int slot) {
    Kernel kernel = kernels.get(slot);
    if (kernel != null) {
      kernel.dataAt = ms;
    }
    table.heard(slot);
  }

  long ms() {
    return ms;
  }

  long nanos() {
    return originNanos + ms * 1_000_000;
  }

  /** Ticks and reads as a healthy loop does. */
  void run(long forMs) {
    long until = ms + forMs;
    while (ms < until) {
      ms += Math.min(PERIOD_MS, until - ms);
      tickAndSweep();
      pass();
    }
  }

  void run(Duration time) {
    run(time.toMillis());
  }

  /** As {@link #run}, with other periods between the ticks. */
  void runSlowly(long forMs, long periodMs) {
    long until = ms + forMs;
    while (ms < until) {
      ms += periodMs;
      table.tick(nanos(), periodMs * 1_000_000);
      sweep();
      pass();
    }
  }

  /** A living client speaks every {@code everyMs} while time passes. */
  void beat(int slot, long everyMs, long forMs) {
    for (long end = ms + forMs; ms < end; ) {
      run(Math.min(everyMs, end - ms));
      heard(slot);
    }
  }

  /** Time passes without a tick: a handler blocks the loop, or the process stands still. */
  void block(long forMs) {
    ms += forMs;
  }

  /** The tick that is due {@link #PERIOD_MS} after the one before, however late it comes. */
  void tickAndSweep() {
    table.tick(nanos(), PERIOD_MS * 1_000_000);
    sweep();
  }

  /** The loop looks at the clock in the middle of a pass. */
  void look() {
    table.look(nanos(), PERIOD_MS * 1_000_000);
  }

  /** A read pass ends. */
  void pass() {
    if (readsAll) {
      table.passCompleted();
    }
  }

  private void sweep() {
    table.sweep(this);
    breakerEvents.addAll(breaker.tick(nanos()));
  }

  @Override
  public void act(int slot, Action action) {
    events.add(new Event(ms, slot, action));
    if (action instanceof Action.Inspect) {
      Action next = Objects.requireNonNull(table.judge(slot, snapshot(slot)));
      if (next != Action.NONE) {
        act(slot, next);
      }
    } else if (action instanceof Action.Probe) {
      send(slot);
      table.probed(slot, writable);
    } else if (action instanceof Action.Ping) {
      send(slot);
    } else if (action instanceof Action.Dead && removesTheDead) {
      disconnect(slot);
    }
    onAction.accept(slot, action);
  }

  private void send(int slot) {
    Kernel kernel = kernels.get(slot);
    if (kernel != null && writable) {
      kernel.sent(ms);
    }
  }

  private SocketSnapshot snapshot(int slot) {
    Kernel kernel = kernels.get(slot);
    return kernel == null ? SocketSnapshot.NONE : kernel.snapshot(ms);
  }

  LivenessState state(int slot) {
    return table.state(slot);
  }

  /** When each action of this kind came for the slot. */
  List<Long> times(int slot, Class<? extends Action> kind) {
    return events.stream()
        .filter(e -> e.slot() == slot && kind.isInstance(e.action()))
        .map(Event::atMs)
        .toList();
  }

  List<Long> probes(int slot) {
    return times(slot, Action.Probe.class);
  }

  List<Long> pings(int slot) {
    return times(slot, Action.Ping.class);
  }

  List<Long> inspections(int slot) {
    return times(slot, Action.Inspect.class);
  }

  /** When the slot was called dead; empty if it was not. */
  List<Long> deaths(int slot) {
    return times(slot, Action.Dead.class);
  }

  /** All verdicts, in order. */
  List<Event> deaths() {
    return events.stream().filter(e -> e.action() instanceof Action.Dead).toList();
  }

  /** The verdict on a slot that was called dead exactly once. */
  Disconnect verdict(int slot) {
    List<Disconnect> found =
        events.stream()
            .filter(e -> e.slot() == slot && e.action() instanceof Action.Dead)
            .map(e -> ((Action.Dead) e.action()).disconnect())
            .toList();
    if (found.size() != 1) {
      throw new AssertionError("slot " + slot + " has " + found.size() + " verdicts: " + events);
    }
    return found.get(0);
  }
}
