package io.heartwire.gateway.dispatch;

import io.heartwire.core.time.NanoClock;
import io.heartwire.wire.Printable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands messages to the {@link MessageHandler}, each where the {@link Model} of its type says, and
 * guards connections from it: what the handler throws is logged and counted, and goes no further.
 * Thread safe.
 *
 * <p>Everything is bounded ({@link DispatchSettings.Bounds}); a message beyond a bound is answered
 * busy, and no handler sees it. Heartbeats do not come this way at all.
 */
public final class Dispatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final DispatchSettings settings;
  private final Function<String, ThreadFactory> threads;
  private final Pending pending;
  private final Desk desk;
  private final HandlerTypes types;
  private final Lanes lanes;
  private final Tasks tasks;
  private final DeadlineWatch watch;
  private final GroupModels groups = new GroupModels();
  private volatile boolean closed;

  /**
   * What waits and runs now, and what was counted since the start.
   *
   * @param waiting messages in lanes
   * @param inFlight messages whose handler runs, or whose stage is not complete
   * @param heldBytes bytes of both
   * @param leftBehind threads lost, for now, to handlers that ignore their interrupt
   * @param busy messages answered busy
   * @param expired messages whose deadline passed
   */
  public record Load(
      int waiting, int inFlight, long heldBytes, int leftBehind, long busy, long expired) {}

  /**
   * Hands everything to {@code handler}. No thread runs before the first message; {@link #open}
   * starts the one that watches deadlines.
   *
   * @param threads makes threads of a name
   */
  public Dispatcher(
      MessageHandler handler,
      DispatchSettings settings,
      NanoClock clock,
      Function<String, ThreadFactory> threads) {
    this.settings = settings;
    this.threads = threads;
    DispatchSettings.Bounds bounds = settings.bounds();
    this.pending = new Pending(bounds.inFlightMax(), bounds.heldMaxBytes());
    this.desk = new Desk(handler, clock, pending, settings.times().inlineWarning().toNanos());
    this.types = new HandlerTypes(settings);
    this.lanes = new Lanes(bounds.lanes(), bounds.laneCapacity(), threads.apply("heartwire-lane"));
    this.tasks =
        new Tasks(
            VirtualThreads.named("heartwire-task-"),
            threads.apply("heartwire-task"),
            bounds.taskThreads());
    this.watch = new DeadlineWatch(desk, lanes, types);
  }

  /** Watches deadlines from now on. Once. */
  public void open() {
    watch.start(threads.apply("heartwire-deadlines"));
  }

  /** What the thread of {@link #open} does each period. */
  void tick() {
    watch.tick();
  }

  /** The messages of one connection of {@code peer}. */
  public Inbound inbound(Peer peer, Origin origin) {
    return new Inbound(this, peer, origin);
  }

  void deliver(Inbound inbound, Message message) {
    desk.received.increment();
    HandlerType type = types.of(message.type());
    inbound.brought(type);
    Model model = type.isSet() ? type.model() : groups.of(inbound.peer().group(), type.model());
    if (model == Model.INLINE && isBehindInLane(inbound, type)) {
      model = Model.QUEUE;
    }
    Delivery delivery = new Delivery(desk, inbound, type, model, message);
    if (closed || pending.isFull() || !taken(delivery, model)) {
      delivery.busy();
    }
  }

  private boolean isBehindInLane(Inbound inbound, HandlerType type) {
    return (type.leftTheQueue() || groups.leftTheQueue())
        && inbound.isInLane()
        && lanes.of(inbound).holds(inbound, type);
  }

  /**
   * Where messages of the clients of some groups are handled from now on, by group; types that are
   * configured or were changed by themselves stay as they are.
   */
  public void groups(Map<String, Model> models) {
    groups.change(models);
  }

  private boolean taken(Delivery delivery, Model model) {
    if (model == Model.INLINE) {
      inline(delivery);
      return true;
    }
    if (!pending.hold(delivery.bytes())) {
      return false;
    }
    delivery.held();
    if (model == Model.QUEUE) {
      return lanes.of(delivery.inbound()).offer(delivery);
    }
    pending.flies(delivery);
    return tasks.run(delivery);
  }

  private static void inline(Delivery delivery) {
    Origin origin = delivery.inbound().origin();
    origin.begins(delivery.type().label());
    try {
      delivery.run();
    } finally {
      origin.ended();
    }
  }

  /** Tells {@code each} what handlers did on event loops since the start. Cheap. */
  public void loopUse(LoopUse each) {
    types.loopUse(each);
  }

  /** Hears what the handlers of one type did on event loops since the start. */
  @FunctionalInterface
  public interface LoopUse {
    /**
     * One type.
     *
     * @param loopNanos the time they took there
     * @param inline how many ran there
     */
    void of(String type, long loopNanos, long inline);
  }

  /** All types with their figures, by name. */
  public List<HandlerFigures> handlers() {
    return types.figures();
  }

  /**
   * Lets the handler of {@code type} run elsewhere from the next message on; {@link Inbound} says
   * what becomes of the order.
   *
   * @return the model before
   * @throws IllegalStateException if too many types are tracked to track this one too
   */
  public Model change(String type, Model model) {
    Model before = types.tracked(type).change(model);
    LOG.info(
        "messages of type '{}' are handled {} from now on, {} before (configured: {})",
        Printable.of(type),
        model.word(),
        before.word(),
        settings.model(type).word());
    return before;
  }

  /** As {@link #change}, unless somebody has set {@code model} for it already. */
  public void keep(String type, Model model) {
    HandlerType tracked = types.tracked(type);
    if (!tracked.isSet() || tracked.model() != model) {
      change(type, model);
    }
  }

  /** Where messages of {@code type} are handled now. */
  public Model model(String type) {
    return handlers().stream()
        .filter(figures -> figures.type().equals(type))
        .map(HandlerFigures::model)
        .findFirst()
        .orElseGet(() -> settings.model(type));
  }

  /** Messages that came, since the start. */
  public long received() {
    return desk.received.sum();
  }

  /** Messages on which the handler failed, since the start. */
  public long failed() {
    return desk.failed.sum();
  }

  /** Acknowledgements sent since the start. */
  public long acknowledged() {
    return desk.acknowledged.sum();
  }

  /** What waits and runs now. */
  public Load load() {
    return new Load(
        lanes.waiting(),
        pending.inFlight(),
        pending.heldBytes(),
        lanes.leftBehind(),
        desk.busy.sum(),
        desk.expired.sum());
  }

  /**
   * Answers busy from now on, waits for what was taken in, within the bound of the settings, then
   * gives up the rest and interrupts it. Doing it twice does nothing more.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    lanes.close();
    tasks.close();
    boolean drained = pending.awaitNone(settings.times().drain().toNanos());
    watch.close();
    if (!drained) {
      LOG.warn(
          "stopping: {} messages were not done within {} ms (dispatch.drain): they are given up",
          pending.held(),
          settings.times().drain().toMillis());
      tasks.empty();
      lanes.emptied().forEach(Delivery::busy);
      pending.forEachInFlight(Delivery::stop);
      if (!pending.awaitNone(DeadlineWatch.GRACE_NANOS)) {
        LOG.error("{} handlers ignore their interrupt: their threads are lost", pending.held());
      }
    }
  }
}
