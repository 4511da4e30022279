package io.heartwire.gateway.dispatch;

import io.heartwire.core.time.DurationCounts;
import io.heartwire.wire.Printable;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** One type of messages: where its handler runs, and what was counted. Thread safe. */
final class HandlerType {
  final LongAdder failed = new LongAdder();
  final LongAdder busy = new LongAdder();
  final LongAdder expired = new LongAdder();
  final LongAdder late = new LongAdder();
  final RecentTimes waited = new RecentTimes();
  private final RecentTimes took = new RecentTimes();
  private final DurationCounts tookSinceStart = new DurationCounts();
  private final LongAdder slow = new LongAdder();
  private final LongAdder loopNanos = new LongAdder();
  private final Map<Model, LongAdder> handled = new EnumMap<>(Model.class);
  private final String name;
  private final String label;
  private final Model configured;
  private final long deadlineNanos;
  private volatile Model model;
  private volatile boolean leftTheQueue;
  private volatile boolean set;

  HandlerType(String name, DispatchSettings settings) {
    Model model = settings.model(name);
    this.set = settings.isSet(name);
    this.name = name;
    this.label = HandlerFigures.LABEL + "'" + Printable.of(name) + "'";
    this.configured = model;
    this.model = model;
    this.deadlineNanos = settings.deadline(name).toNanos();
    for (Model each : Model.values()) {
      handled.put(each, new LongAdder());
    }
  }

  String name() {
    return name;
  }

  /** Its name for logs: {@code message type 'report'}. */
  String label() {
    return label;
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  Model model() {
    return model;
  }

  /** True if its model is its own, whatever the group of the client has. */
  boolean isSet() {
    return set;
  }

  /** True if it was queued once and is not now: an earlier message may still be in a lane. */
  boolean leftTheQueue() {
    return leftTheQueue;
  }

  /** Changes the model; answers the one before. */
  synchronized Model change(Model to) {
    Model from = model;
    if (from == Model.QUEUE && to != Model.QUEUE) {
      // Before the model: who sees the new one must know that lanes may hold earlier messages.
      leftTheQueue = true;
    }
    model = to;
    set = true;
    return from;
  }

  void handledBy(Model where) {
    handled.getOrDefault(where, failed).increment();
  }

  void took(long nanos) {
    took.record(nanos);
    tookSinceStart.note(nanos);
  }

  void heldLoop(long nanos, boolean tooLong) {
    loopNanos.add(nanos);
    if (tooLong) {
      slow.increment();
    }
  }

  void rotate() {
    took.rotate();
    waited.rotate();
  }

  void loopUse(Dispatcher.LoopUse each) {
    each.of(name, loopNanos.sum(), handled.getOrDefault(Model.INLINE, failed).sum());
  }

  HandlerFigures figures() {
    Map<Model, Long> counts = new EnumMap<>(Model.class);
    handled.forEach((where, count) -> counts.put(where, count.sum()));
    return new HandlerFigures(
        name,
        model,
        configured,
        Map.copyOf(counts),
        failed.sum(),
        busy.sum(),
        expired.sum(),
        late.sum(),
        slow.sum(),
        loopNanos.sum(),
        took.figures(),
        tookSinceStart.spread(),
        waited.figures());
  }
}
