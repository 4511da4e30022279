package io.heartwire.netty;

import io.heartwire.core.reconnect.ReconnectPolicy;
import io.netty.bootstrap.Bootstrap;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Describes a {@link ReconnectingChannel}. NOT thread safe. */
public final class ReconnectingChannelBuilder {
  final Bootstrap bootstrap;
  final EndpointSource source;
  final ReconnectListener listener;
  ReconnectPolicy policy = ReconnectPolicy.standard();
  RandomGenerator random = new SplittableRandom();
  @Nullable HostLookup lookup;

  ReconnectingChannelBuilder(
      Bootstrap bootstrap, EndpointSource source, ReconnectListener listener) {
    this.bootstrap = bootstrap;
    this.source = source;
    this.listener = listener;
  }

  /** The figures; {@link ReconnectPolicy#standard} if not called. */
  public ReconnectingChannelBuilder policy(ReconnectPolicy policy) {
    this.policy = policy;
    return this;
  }

  /** The source of every jitter and of the order of endpoints; used on the event loop only. */
  public ReconnectingChannelBuilder random(RandomGenerator random) {
    this.random = random;
    return this;
  }

  /**
   * How names become addresses; two threads of its own if not called. Share one among many clients.
   */
  public ReconnectingChannelBuilder lookup(HostLookup lookup) {
    this.lookup = lookup;
    return this;
  }

  /**
   * One that has not been started.
   *
   * @throws IllegalArgumentException if the bootstrap has no group or no handler
   */
  public ReconnectingChannel build() {
    if (bootstrap.config().group() == null || bootstrap.config().handler() == null) {
      throw new IllegalArgumentException(
          "the bootstrap has no group or no handler: set both before build()");
    }
    return new ReconnectingChannel(this, bootstrap.config().group().next());
  }
}
