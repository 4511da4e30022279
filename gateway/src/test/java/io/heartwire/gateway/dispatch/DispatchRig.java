package io.heartwire.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** A dispatcher in virtual time, with real threads for lanes and tasks, and what tests ask it. */
final class DispatchRig implements AutoCloseable {
  static final Duration DEADLINE = Duration.ofSeconds(30);

  /** Hostile: the clock wraps while the test runs. */
  final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L);

  /** What clients were told, such as {@code dev-1 taken 7}. */
  final List<String> told = new CopyOnWriteArrayList<>();

  /** What the loop said it was doing. */
  final List<String> labels = new CopyOnWriteArrayList<>();

  final ConcurrentLinkedQueue<Thread> threads = new ConcurrentLinkedQueue<>();
  final Dispatcher dispatcher;
  private final AtomicInteger threadsMax;

  DispatchRig(Model model, MessageHandler handler) {
    this(settings(model, 4, 10), handler);
  }

  DispatchRig(DispatchSettings settings, MessageHandler handler) {
    this(settings, handler, new AtomicInteger(Integer.MAX_VALUE));
  }

  /** One that gets no more than {@code threadsMax} threads from the system. */
  DispatchRig(DispatchSettings settings, MessageHandler handler, AtomicInteger threadsMax) {
    this.threadsMax = threadsMax;
    dispatcher = new Dispatcher(handler, settings, now::get, this::named);
  }

  static DispatchSettings settings(Model model, int lanes, int capacity) {
    return new DispatchSettings(
        model,
        Map.of(),
        new DispatchSettings.Bounds(lanes, capacity, 1_000, 1 << 20, 8),
        new DispatchSettings.Times(DEADLINE, Duration.ofMillis(100), Duration.ofMillis(200)));
  }

  private ThreadFactory named(String name) {
    var number = new AtomicInteger();
    return task -> {
      if (threads.size() >= threadsMax.get()) {
        throw new OutOfMemoryError("unable to create native thread");
      }
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      threads.add(thread);
      return thread;
    };
  }

  /** The messages of a connection of {@code clientId}. */
  Inbound client(String clientId) {
    return dispatcher.inbound(new Device(clientId), new Line(clientId));
  }

  /** A message that wants an ack. */
  static Message message(String type, String id) {
    return new Message(type, id, ByteBuffer.allocate(10), true);
  }

  /** Time passes and nobody was away: the watch has ticked all the while. */
  void pass(Duration time) {
    long left = time.toNanos();
    while (left > 0) {
      long step = Math.min(left, DeadlineWatch.PERIOD_NANOS);
      now.addAndGet(step);
      left -= step;
      dispatcher.tick();
    }
  }

  HandlerFigures figures(String type) {
    return dispatcher.handlers().stream()
        .filter(handler -> handler.type().equals(type))
        .findFirst()
        .orElseThrow();
  }

  static void await(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - start).as("awaiting " + what).isLessThan(30_000_000_000L);
      Thread.onSpinWait();
    }
  }

  void awaitTold(String... expected) {
    await(
        String.join(", ", expected) + ", so far " + told,
        () -> told.containsAll(List.of(expected)));
  }

  /** Waits until {@code latch} opens; true. */
  static boolean await(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Waits until {@code latch} opens, whoever interrupts. */
  static void awaitStubbornly(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    dispatcher.close();
  }

  private final class Line implements Origin {
    private final String clientId;

    Line(String clientId) {
      this.clientId = clientId;
    }

    @Override
    public void taken(String id) {
      told.add(clientId + " taken " + id);
    }

    @Override
    public void refused(String id, Refused why) {
      told.add(clientId + " " + why + " " + id);
    }

    @Override
    public void begins(String what) {
      labels.add(what);
    }

    @Override
    public void ended() {
      labels.add("");
    }
  }

  private record Device(String name) implements Peer {
    @Override
    public ClientId clientId() {
      return new ClientId(name);
    }

    @Override
    public Optional<String> user() {
      return Optional.empty();
    }

    @Override
    public String group() {
      return "default";
    }

    @Override
    public long epoch() {
      return 1;
    }

    @Override
    public boolean send(Message message) {
      return true;
    }
  }

  /** The same once {@code latch} is open; throws if that is interrupted. */
  static CompletionStage<?> doneAfter(CountDownLatch latch) {
    assertThat(await(latch)).isTrue();
    return done();
  }

  /** The handler's answer for tests that need none. */
  static CompletionStage<?> done() {
    return CompletableFuture.completedFuture(null);
  }
}
