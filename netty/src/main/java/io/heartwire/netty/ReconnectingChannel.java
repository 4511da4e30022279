package io.heartwire.netty;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.reconnect.Attempt;
import io.heartwire.core.reconnect.Ending;
import io.heartwire.core.reconnect.Endpoints;
import io.heartwire.core.reconnect.FailureMemory;
import io.heartwire.core.reconnect.ReconnectPolicy;
import io.heartwire.core.reconnect.Reconnector;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that comes back: connects, and connects again when it is lost, until it is told
 * not to.
 *
 * <p>It lives outside the pipeline, so nothing that happens to a channel ends it; one event loop
 * owns it, so there is never more than one attempt. It never blocks that loop: names are looked up
 * elsewhere, connecting is asynchronous, and a second address is tried beside the first after 250
 * ms, so a black-holed address delays nobody. The {@link Reconnector} decides when; its only end is
 * {@link ReconnectListener#stopped}.
 *
 * <pre>{@code
 * Bootstrap bootstrap = new Bootstrap().group(group).channel(Transport.best().channel()).handler(initializer);
 * ReconnectingChannel connection =
 *     ReconnectingChannel.builder(bootstrap, EndpointSource.of("gw-a:7400", "gw-b:7400"), listener).build();
 * connection.start();
 * }</pre>
 *
 * <p>The bootstrap's handler is added to the winner of a race only, and sees {@code channelActive}
 * as usual; make it a {@link io.netty.channel.ChannelInitializer}. All methods may be called from
 * any thread.
 */
public final class ReconnectingChannel {
  private static final Logger LOG = LoggerFactory.getLogger(ReconnectingChannel.class);
  private static final Disconnect LOOP_GONE =
      Disconnect.of(DisconnectReason.CLOSED_BY_USER, "its event loop was shut down");

  private final EventLoop loop;
  private final Bootstrap bootstrap;
  private final ChannelHandler handler;
  private final ReconnectListener listener;
  private final ReconnectPolicy policy;
  private final Reconnector reconnector;
  private final CandidateSearch.Memory memory;
  private final Promise<Void> closed;

  private @Nullable Future<?> timer;
  private @Nullable CandidateSearch search;
  private @Nullable AddressRace race;
  private @Nullable Channel channel;
  private @Nullable SocketAddress address;
  private @Nullable Ending ending;

  ReconnectingChannel(ReconnectingChannelBuilder builder, EventLoop loop) {
    this.loop = loop;
    this.listener = builder.listener;
    this.policy = builder.policy;
    this.handler = Objects.requireNonNull(builder.bootstrap.config().handler(), "handler");
    this.bootstrap =
        builder
            .bootstrap
            .clone(loop)
            .disableResolver()
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) policy.timeouts().connect().toMillis());
    this.reconnector = new Reconnector(policy, builder.random);
    this.memory =
        new CandidateSearch.Memory(
            builder.source,
            builder.lookup == null ? HostLookup.onOwnThreads() : builder.lookup,
            new Endpoints(builder.random.nextLong()),
            new FailureMemory<>(),
            builder.random);
    this.closed = loop.newPromise();
  }

  /**
   * Begins to describe one.
   *
   * @param bootstrap group, channel type, options and handler; not changed
   * @param source asked before each attempt
   * @param listener told what happens, on the event loop
   */
  public static ReconnectingChannelBuilder builder(
      Bootstrap bootstrap, EndpointSource source, ReconnectListener listener) {
    return new ReconnectingChannelBuilder(bootstrap, source, listener);
  }

  /** Makes the first attempt, soon. Does nothing if it was started already. */
  public void start() {
    onLoop(() -> obey(reconnector.start(now())));
  }

  /** The other side accepted {@code channel}: login included. From now on the session may hold. */
  public void accepted(Channel channel) {
    onLoop(
        () -> {
          if (channel == this.channel && reconnector.phase() == Reconnector.Phase.TRYING) {
            reconnector.accepted(reconnector.attemptId(), now());
            cancelTimer();
            worked();
            tell(() -> listener.online(channel));
          }
        });
  }

  /**
   * Ends {@code channel} for the reason and with the advice given, and closes it; what becomes of
   * it is the advice's. The first ending of a channel counts.
   */
  public void end(Channel channel, Ending ending) {
    onLoop(
        () -> {
          if (channel == this.channel && this.ending == null) {
            this.ending = ending;
          }
          channel.close();
        });
  }

  /** {@link #end}, but leaves the closing to the caller: for a goodbye that is being written. */
  public void expectEnd(Channel channel, Ending ending) {
    onLoop(
        () -> {
          if (channel == this.channel && this.ending == null) {
            this.ending = ending;
          }
        });
  }

  /** Ends the present connection, whatever it looks like, and comes back. */
  public void reconnect(Disconnect why) {
    onLoop(
        () -> {
          if (channel != null) {
            end(channel, Ending.of(why));
          } else {
            obey(reconnector.wake(now()));
          }
        });
  }

  /** An attempt is worthwhile now: shortens a wait that is only back-off. */
  public void wake() {
    onLoop(() -> obey(reconnector.wake(now())));
  }

  /** There is a new credential: goes on if it stopped for want of one. */
  public void newCredential() {
    onLoop(() -> obey(reconnector.newCredential(now())));
  }

  /** Ends for good. The answer completes when the last channel is closed. */
  public Future<Void> close(Disconnect why) {
    onLoop(
        () -> {
          Channel open = channel;
          if (ending == null) {
            ending = Ending.of(why);
          }
          obey(reconnector.stop(why));
          if (open == null) {
            closed.trySuccess(null);
          } else {
            open.close().addListener(done -> closed.trySuccess(null));
          }
        });
    return closed;
  }

  /** The event loop that owns it: all its channels live there, and the listener is called there. */
  public EventLoop eventLoop() {
    return loop;
  }

  private void obey(Attempt attempt) {
    if (attempt instanceof Attempt.Wait wait) {
      cancelTimer();
      after(wait.delayNanos(), () -> obey(reconnector.due(now())));
      tell(() -> listener.waiting(Duration.ofNanos(wait.delayNanos()), wait.because()));
    } else if (attempt instanceof Attempt.Connect connect) {
      tell(() -> listener.connecting(connect.number()));
      find(connect.id());
    } else if (attempt instanceof Attempt.Stopped stopped) {
      release();
      tell(() -> listener.stopped(stopped.why(), stopped.credentialWanted()));
    }
  }

  private void find(long id) {
    ending = null;
    CandidateSearch started =
        new CandidateSearch(
            loop,
            memory,
            policy.timeouts(),
            new CandidateSearch.Finish() {
              @Override
              public void found(List<SocketAddress> addresses) {
                race(id, addresses);
              }

              @Override
              public void failed(Throwable cause) {
                ended(id, connectFailed("no address to connect to: " + AttemptText.of(cause)));
              }
            });
    search = started;
    after(
        policy.timeouts().endpoints().toNanos(),
        () -> {
          started.forgetUnanswered();
          String within = TcpKnobs.text(policy.timeouts().endpoints());
          ended(id, connectFailed("no address found within " + within));
        });
    started.start();
  }

  private void race(long id, List<SocketAddress> addresses) {
    cancelTimer();
    AddressRace started =
        new AddressRace(
            loop,
            bootstrap,
            addresses,
            new AddressRace.Finish() {
              @Override
              public void won(Channel winner, RaceGate gate, SocketAddress remote) {
                connected(id, winner, gate, remote);
              }

              @Override
              public void lost(List<SocketAddress> tried, List<Throwable> failures) {
                tried.forEach(each -> memory.addresses().failed(each, now()));
                if (search != null) {
                  search.forgetExhausted();
                }
                ended(id, connectFailed(AttemptText.of(tried, failures)));
              }
            });
    race = started;
    started.start(policy.timeouts().race().toNanos());
  }

  private void connected(long id, Channel winner, RaceGate gate, SocketAddress remote) {
    race = null;
    channel = winner;
    address = remote;
    memory.addresses().forget(remote);
    after(
        policy.timeouts().login().toNanos(),
        () ->
            end(
                winner,
                connectFailed("not accepted within " + TcpKnobs.text(policy.timeouts().login()))));
    winner.closeFuture().addListener(done -> onLoop(() -> lost(id, winner)));
    gate.handOver(Objects.requireNonNull(winner.pipeline().context(gate)), handler);
    if (channel == winner) {
      tell(() -> listener.connected(winner));
    }
  }

  private void lost(long id, Channel gone) {
    Ending why = ending;
    if (why == null) {
      why =
          Ending.of(
              HeartbeatHandler.disconnectOf(gone)
                  .orElseGet(() -> Disconnect.of(DisconnectReason.FIN, "closed by " + address)));
    }
    // A turn that an address keeps for this client is worth going back for.
    boolean refused =
        reconnector.phase() == Reconnector.Phase.TRYING
            && why.why().reason() != DisconnectReason.LATER;
    if (address != null && (refused || leavesOnPurpose(why))) {
      memory.addresses().failed(address, now());
    }
    if (gone == channel) {
      channel = null;
      address = null;
    }
    ended(id, why);
  }

  private void ended(long id, Ending why) {
    if (id != reconnector.attemptId() || !underWay()) {
      return;
    }
    release();
    if (!why.endpoints().isEmpty()) {
      memory.endpoints().prefer(why.endpoints());
    }
    tell(() -> listener.ended(why));
    obey(reconnector.ended(id, why, now()));
  }

  private boolean underWay() {
    return reconnector.phase() == Reconnector.Phase.TRYING
        || reconnector.phase() == Reconnector.Phase.ONLINE;
  }

  /** Nothing that was begun for an attempt outlives it. */
  private void release() {
    cancelTimer();
    if (search != null) {
      search.cancel();
      search = null;
    }
    if (race != null) {
      race.cancel();
      race = null;
    }
    if (channel != null) {
      channel.close();
    }
  }

  private void worked() {
    if (address != null) {
      memory.addresses().forget(address);
    }
    memory.addresses().settled();
    memory.endpoints().settled();
  }

  private static boolean leavesOnPurpose(Ending why) {
    return switch (why.why().reason()) {
      case GOODBYE, SHUTDOWN, DRAINED, BUSY, LOGINS_FULL, SOURCE_FULL -> true;
      default -> !why.endpoints().isEmpty();
    };
  }

  private static Ending connectFailed(String detail) {
    return Ending.of(Disconnect.of(DisconnectReason.CONNECT_FAILED, detail));
  }

  private void after(long delayNanos, Runnable task) {
    Future<?> scheduled = loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    timer = scheduled;
    // A loop that shuts down cancels its timers: also that end is told.
    scheduled.addListener(
        done -> {
          if (done.isCancelled() && timer == scheduled) {
            obey(reconnector.stop(LOOP_GONE));
          }
        });
  }

  private void cancelTimer() {
    Future<?> scheduled = timer;
    timer = null;
    if (scheduled != null) {
      scheduled.cancel(false);
    }
  }

  /** A listener's defect must not end the loop: what it throws is logged, and all goes on. */
  private void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.warn("the listener of {} threw: the connection goes on", this, e);
    }
  }

  private long now() {
    return loop.ticker().nanoTime();
  }

  private void onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else if (!loop.isShutdown()) {
      loop.execute(task);
    } else {
      closed.trySuccess(null);
    }
  }
}
