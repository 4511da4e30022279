package io.heartwire.netty;

import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.liveness.MassBreaker;
import io.heartwire.core.time.DurationSpread;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The heartbeats of one application: a detector per event loop, and what they share.
 *
 * <p>Thread safe. Make one for all channels; it has no thread and nothing to close: the detector of
 * a loop runs on that loop while it has connections.
 */
public final class Heartbeats {
  private final MassBreaker breaker;
  private final SocketInspector inspector;
  private final Supplier<? extends RandomGenerator> random;
  private final HeartbeatListener listener;
  private final Map<EventExecutor, LoopLiveness> loops = new ConcurrentHashMap<>();

  private Heartbeats(Builder builder) {
    this.breaker = builder.breaker;
    this.inspector = builder.inspector;
    this.random = builder.random;
    this.listener = builder.listener;
  }

  /** Settings with defaults: no mass breaker, the kernel asked where it can be. */
  public static Builder builder() {
    return new Builder();
  }

  /** A handler for one channel, which is held to {@code policy} until told otherwise. */
  public HeartbeatHandler handler(HeartbeatCodec codec, LivenessPolicy policy) {
    return new HeartbeatHandler(this, codec, policy);
  }

  /**
   * A part of the handler {@code host} of one channel, which is held to {@code policy} until told
   * otherwise.
   */
  public Heartbeat heartbeat(HeartbeatCodec codec, HeartbeatHost host, LivenessPolicy policy) {
    return new Heartbeat(this, codec, host, policy);
  }

  /** What the detector of each loop did so far. */
  public List<LoopStats> stats() {
    return loops.values().stream().map(LoopLiveness::stats).toList();
  }

  /** Round trips of all pings that were sent from here and answered, of all loops. */
  public DurationSpread roundTrips() {
    return loops.values().stream()
        .map(loop -> loop.roundTrips.spread())
        .reduce(DurationSpread.NONE, DurationSpread::plus);
  }

  /**
   * How long ago the loop swept that has waited longest, among those with connections; empty while
   * there are none. A detector that no longer runs shows here.
   */
  public OptionalLong sinceLastSweepNanos() {
    return loops.values().stream()
        .filter(loop -> loop.stats().connections() > 0)
        .mapToLong(loop -> loop.nanoTime() - loop.stats().sweptAtNanos())
        .max();
  }

  /**
   * Asks every loop which of its peers are {@linkplain LivenessPolicy#staleAfter stale} now.
   *
   * @param as what to make of the channel of such a one; called on its loop, must not block
   * @return an answer of each loop; that of one that is blocked comes when it is not
   */
  public <T> List<CompletableFuture<List<T>>> stale(Function<Channel, Optional<T>> as) {
    return loops.values().stream().map(loop -> loop.stale(as)).toList();
  }

  /**
   * Asks every loop which of its peers are suspected now: silent for longer than they promised.
   *
   * @param as what to make of the channel of such a one; called on its loop, must not block
   * @param most of each loop
   * @return an answer of each loop; that of one that is blocked comes when it is not
   */
  public <T> List<CompletableFuture<List<T>>> suspects(
      Function<Channel, Optional<T>> as, int most) {
    return loops.values().stream().map(loop -> loop.suspects(as, most)).toList();
  }

  /**
   * Asks every loop how long each of its peers has been silent. A loop goes through {@value
   * LoopRollCall#AT_ONCE} of them at a time, and serves its connections in between.
   *
   * @param as what to make of the channel of such a one; empty leaves it out; called on its loop,
   *     must not block
   * @return an answer of each loop; that of one that is blocked comes when it is not
   */
  public <T> List<CompletableFuture<List<PeerSilence<T>>>> silences(
      Function<Channel, Optional<T>> as) {
    return loops.values().stream().map(loop -> loop.silences(as)).toList();
  }

  /** The breaker that all loops ask. */
  public MassBreaker breaker() {
    return breaker;
  }

  SocketInspector inspector() {
    return inspector;
  }

  HeartbeatListener listener() {
    return listener;
  }

  /** The detector of {@code executor}; called on it. */
  LoopLiveness on(EventExecutor executor) {
    LoopLiveness known = loops.get(executor);
    return known != null ? known : loops.computeIfAbsent(executor, this::begin);
  }

  private LoopLiveness begin(EventExecutor executor) {
    try {
      executor.terminationFuture().addListener(ended -> loops.remove(executor));
    } catch (UnsupportedOperationException e) {
      // The loop of an EmbeddedChannel never ends: it goes when its Heartbeats go.
      return new LoopLiveness(this, executor, random.get());
    }
    return new LoopLiveness(this, executor, random.get());
  }

  /** Collects settings; not thread safe. */
  public static final class Builder {
    private MassBreaker breaker = MassBreaker.off();
    private SocketInspector inspector = SocketInspector.ofKernel();
    private Supplier<? extends RandomGenerator> random = SplittableRandom::new;
    private HeartbeatListener listener = new HeartbeatListener() {};

    private Builder() {}

    /** Who holds verdicts when many fall at once. */
    public Builder breaker(MassBreaker breaker) {
      this.breaker = breaker;
      return this;
    }

    /** Who asks the kernel. */
    public Builder inspector(SocketInspector inspector) {
      this.inspector = inspector;
      return this;
    }

    /** Where each loop's randomness comes from; called once per loop. */
    public Builder random(Supplier<? extends RandomGenerator> random) {
      this.random = random;
      return this;
    }

    /** Who hears of stalls and of the breaker. */
    public Builder listener(HeartbeatListener listener) {
      this.listener = listener;
      return this;
    }

    /** Heartbeats of these settings. */
    public Heartbeats build() {
      return new Heartbeats(this);
    }
  }
}
