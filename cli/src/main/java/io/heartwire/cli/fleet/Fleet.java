package io.heartwire.cli.fleet;

import io.heartwire.client.ClientGroup;
import io.heartwire.client.ClientState;
import io.heartwire.client.HeartwireClient;
import io.heartwire.client.HeartwireClientBuilder;
import io.heartwire.core.time.NanoClock;
import io.heartwire.netty.Transport;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Simulated devices on real sockets. Thread safe.
 *
 * <p>Those that are to freeze have event loops of their own, which are blocked for good when their
 * time comes: nothing is read or written any more, while the kernel goes on acknowledging.
 */
public final class Fleet implements AutoCloseable {
  private static final Duration STALL = Duration.ofMillis(500);
  private static final Duration TICK = Duration.ofMillis(100);
  private static final Duration FAREWELL = Duration.ofSeconds(3);

  private final FleetPlan plan;
  private final FleetLog log;
  private final NanoClock clock;
  private final FleetCounters counters = new FleetCounters();
  private final EventLoopGroup loops = loops("fleet");
  private final EventLoopGroup freezable = loops("fleet-freezable");
  private final ClientGroup group = group(loops);
  private final ClientGroup freezableGroup = group(freezable);
  private final AtomicInteger arrived = new AtomicInteger();
  private final AtomicReference<Gateway> gateway = new AtomicReference<>(Gateway.UNKNOWN);
  private final Consumer<ClientState.Waiting> unreachable;
  private final CountDownLatch thaw = new CountDownLatch(1);
  private final List<Device> devices = new ArrayList<>();
  private final List<HeartwireClient> clients = new ArrayList<>();

  /**
   * A fleet that has not started.
   *
   * @param unreachable told once if the first that happens is that a device reaches nobody, or
   *     somebody with whom TLS fails
   */
  public Fleet(
      FleetPlan plan, FleetLog log, NanoClock clock, Consumer<ClientState.Waiting> unreachable) {
    this.plan = plan;
    this.log = log;
    this.clock = clock;
    this.unreachable = unreachable;
    for (int i = 0; i < plan.devices().count(); i++) {
      Device device = new Device(plan.devices().idPrefix() + i, log, counters);
      devices.add(device);
      clients.add(client(device, i));
    }
  }

  private static EventLoopGroup loops(String name) {
    return new MultiThreadIoEventLoopGroup(
        2, new DefaultThreadFactory(name, true), Transport.best().ioHandler());
  }

  private static ClientGroup group(EventLoopGroup loops) {
    return ClientGroup.builder().eventLoopGroup(loops, Transport.best().channel()).build();
  }

  private HeartwireClient client(Device device, int number) {
    FleetPlan.Fate fate = plan.fateOf(number);
    List<InetAddress> sources = plan.server().sources();
    HeartwireClientBuilder builder =
        HeartwireClient.builder(plan.server().endpoint())
            .clientId(device.id())
            .credential(plan.devices().credential())
            .version("heartwire-fleet")
            .group(fate == FleetPlan.Fate.FROZEN ? freezableGroup : group)
            .channelInitializer(channel -> channel.pipeline().addFirst(new Wire(device)))
            .onState(state -> changed(device, state));
    plan.devices().interval().ifPresent(builder::interval);
    plan.server().tls().ifPresent(builder::tls);
    if (!sources.isEmpty()) {
      builder.localAddress(sources.get(number % sources.size()));
    }
    return builder.build();
  }

  /** Begins to start the devices, spread over the ramp, and returns at once. */
  public void start() {
    loops.forEach(loop -> loop.execute(() -> watch(loop, clock.nanoTime())));
    long rampNanos = plan.ramp().toNanos();
    for (int i = 0; i < clients.size(); i++) {
      long delayNanos = rampNanos / clients.size() * i;
      loops.next().schedule(clients.get(i)::connect, delayNanos, TimeUnit.NANOSECONDS);
    }
  }

  /** All have logged in: the time until misfortune begins. */
  private void complete() {
    if (plan.silent().count() > 0) {
      after(plan.silent().after(), this::silence);
    }
    if (plan.frozen().count() > 0) {
      after(plan.frozen().after(), this::freeze);
    }
  }

  private void after(Duration delay, Runnable task) {
    loops.next().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void silence() {
    forAll(FleetPlan.Fate.SILENT, Device::fallSilent);
  }

  private void freeze() {
    forAll(FleetPlan.Fate.FROZEN, Device::freeze);
    freezable.forEach(loop -> loop.execute(this::block));
  }

  private void forAll(FleetPlan.Fate fate, Consumer<Device> action) {
    for (int i = 0; i < devices.size(); i++) {
      if (plan.fateOf(i) == fate) {
        action.accept(devices.get(i));
      }
    }
  }

  private void block() {
    try {
      thaw.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Notes when a loop of ours was away: then the fleet, and not the gateway, was late. */
  private void watch(EventExecutor loop, long lastNanos) {
    if (!loop.isShuttingDown()) {
      loop.schedule(() -> look(loop, lastNanos), TICK.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void look(EventExecutor loop, long lastNanos) {
    long now = clock.nanoTime();
    watch(loop, now);
    long awayNanos = now - lastNanos - TICK.toNanos();
    if (awayNanos > STALL.toNanos()) {
      counters.selfStalls.increment();
      log.event("fleet", "self-stall", "ms", TimeUnit.NANOSECONDS.toMillis(awayNanos));
    }
  }

  /** What is known of the other end. */
  private enum Gateway {
    UNKNOWN,
    UNREACHABLE,
    MET
  }

  /** True if nobody has answered a device yet. */
  public boolean metNobody() {
    return gateway.get() != Gateway.MET;
  }

  private void look(ClientState state) {
    if (state instanceof ClientState.Waiting waiting) {
      switch (waiting.why().reason()) {
        case CONNECT_FAILED -> know(Gateway.UNREACHABLE, waiting);
        case TLS_FAILED -> {
          know(Gateway.MET, waiting);
          gateway.set(Gateway.MET);
        }
        default -> gateway.set(Gateway.MET);
      }
    } else if (!(state instanceof ClientState.Connecting)) {
      gateway.set(Gateway.MET);
    }
  }

  /** If nothing else has been known before, it is told. */
  private void know(Gateway now, ClientState.Waiting waiting) {
    if (gateway.compareAndSet(Gateway.UNKNOWN, now)) {
      unreachable.accept(waiting);
    }
  }

  private void changed(Device device, ClientState state) {
    look(state);
    if (state instanceof ClientState.Online) {
      if (device.online() && arrived.incrementAndGet() == clients.size()) {
        complete();
      }
    } else if (state instanceof ClientState.Waiting waiting) {
      device.offline(waiting.why().reason().name(), waiting.why().detail());
    } else if (state instanceof ClientState.Closed closed) {
      device.closed(closed.why().reason().name());
    } else if (state instanceof ClientState.Connecting) {
      device.connecting();
    }
  }

  /** One line for people. */
  public String progress() {
    return counters.online.sum() + " of " + clients.size() + " online, lost " + counters.losses();
  }

  /** What happened so far. */
  public FleetSummary summary() {
    return new FleetSummary(
        clients.size(),
        counters.online.sum(),
        counters.logins.sum(),
        counters.losses(),
        counters.writes.sum(),
        counters.reads.sum(),
        counters.selfStalls.sum(),
        log.dropped());
  }

  /** Thaws the frozen, lets all say goodbye, and ends the loops; returns within 10 s. */
  @Override
  public void close() {
    thaw.countDown();
    var closing = clients.stream().map(HeartwireClient::closeAsync).toList();
    long begun = clock.nanoTime();
    for (var one : closing) {
      long left = FAREWELL.toNanos() - (clock.nanoTime() - begun);
      awaitQuietly(one, left);
    }
    group.close();
    freezableGroup.close();
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    freezable.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    loops.terminationFuture().awaitUninterruptibly(3, TimeUnit.SECONDS);
    freezable.terminationFuture().awaitUninterruptibly(3, TimeUnit.SECONDS);
  }

  private static void awaitQuietly(CompletionStage<Void> stage, long leftNanos) {
    try {
      stage.toCompletableFuture().get(Math.max(0, leftNanos), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // The bound is the promise: what has not said goodbye by now is cut with the loops.
      return;
    }
  }
}
