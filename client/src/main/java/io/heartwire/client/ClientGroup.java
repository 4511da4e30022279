package io.heartwire.client;

import io.heartwire.netty.Heartbeats;
import io.heartwire.netty.HostLookup;
import io.heartwire.netty.Transport;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What many clients of one process share: event loops, the detector on them, look-ups, and the
 * thread on which they call the application. Thread safe.
 *
 * <p>A client that is given none makes one for itself: two threads. Thousands of clients are to
 * share one. Close it after its clients; what it was given from outside it does not close.
 */
public final class ClientGroup implements AutoCloseable {
  private final EventLoopGroup loops;
  private final Class<? extends Channel> channelType;
  private final boolean ownsLoops;
  private final Heartbeats heartbeats;
  private final HostLookup lookup;
  private final Executor callbacks;
  private final @Nullable ExecutorService ownCallbacks;
  private final InstantSource wallClock;
  private final Supplier<? extends RandomGenerator> random;

  private ClientGroup(Builder builder) {
    this.ownsLoops = builder.loops == null;
    this.loops =
        builder.loops == null
            ? new MultiThreadIoEventLoopGroup(
                builder.threads,
                new DefaultThreadFactory("heartwire-client", true),
                Transport.best().ioHandler())
            : builder.loops;
    this.channelType = builder.channelType;
    this.heartbeats = Heartbeats.builder().random(builder.random).build();
    this.lookup = builder.lookup == null ? HostLookup.onOwnThreads() : builder.lookup;
    this.ownCallbacks = builder.callbacks == null ? oneThread() : null;
    this.callbacks = builder.callbacks == null ? ownCallbacks() : builder.callbacks;
    this.wallClock = builder.wallClock;
    this.random = builder.random;
  }

  /** One event loop, and defaults for the rest. */
  public static ClientGroup create() {
    return builder().build();
  }

  /** Settings with defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Closes the threads that are its own; returns when they have ended, after 2 s at most. */
  @Override
  public void close() {
    closeSoon();
    if (ownsLoops) {
      loops.terminationFuture().awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
  }

  /** {@link #close} without waiting. */
  void closeSoon() {
    if (ownsLoops) {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
    if (ownCallbacks != null) {
      ownCallbacks.shutdown();
    }
  }

  EventLoopGroup loops() {
    return loops;
  }

  Class<? extends Channel> channelType() {
    return channelType;
  }

  /** The transport of {@link #channelType}; empty if it is none that Heartwire knows. */
  Optional<Transport> transport() {
    return Arrays.stream(Transport.values())
        .filter(transport -> transport.channel().equals(channelType))
        .findFirst();
  }

  Heartbeats heartbeats() {
    return heartbeats;
  }

  HostLookup lookup() {
    return lookup;
  }

  Executor callbacks() {
    return callbacks;
  }

  InstantSource wallClock() {
    return wallClock;
  }

  RandomGenerator newRandom() {
    return random.get();
  }

  private Executor ownCallbacks() {
    return Objects.requireNonNull(ownCallbacks);
  }

  private static ExecutorService oneThread() {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            // Bounded by the clients: each has at most one task here.
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory("heartwire-callbacks", true));
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /** Collects settings; not thread safe. */
  public static final class Builder {
    private int threads = 1;
    private @Nullable EventLoopGroup loops;
    private Class<? extends Channel> channelType = Transport.best().channel();
    private @Nullable HostLookup lookup;
    private @Nullable Executor callbacks;
    private InstantSource wallClock = InstantSource.system();
    private Supplier<? extends RandomGenerator> random = SplittableRandom::new;

    private Builder() {}

    /** How many event loops of its own, at least 1; 1 is enough for thousands of clients. */
    public Builder threads(int threads) {
      if (threads < 1) {
        throw new IllegalArgumentException(
            "a client group needs at least 1 thread, not " + threads + ": raise it");
      }
      this.threads = threads;
      return this;
    }

    /** Event loops of somebody else, and the channel type that goes with them. */
    public Builder eventLoopGroup(EventLoopGroup loops, Class<? extends Channel> channelType) {
      this.loops = loops;
      this.channelType = channelType;
      return this;
    }

    /** How names become addresses; two daemon threads, if not called, while names are looked up. */
    public Builder lookup(HostLookup lookup) {
      this.lookup = lookup;
      return this;
    }

    /**
     * Where the application's code is called; one daemon thread if not called. Each client's calls
     * come one at a time and in order, whatever the executor.
     */
    public Builder callbacks(Executor callbacks) {
      this.callbacks = callbacks;
      return this;
    }

    /**
     * The time of day, for what is shown to people and for the age of what was learned; never used
     * for timeouts.
     */
    public Builder wallClock(InstantSource wallClock) {
      this.wallClock = wallClock;
      return this;
    }

    /** Where each client's and each loop's randomness comes from. */
    public Builder random(Supplier<? extends RandomGenerator> random) {
      this.random = random;
      return this;
    }

    /** A group of these settings. */
    public ClientGroup build() {
      return new ClientGroup(this);
    }
  }
}
