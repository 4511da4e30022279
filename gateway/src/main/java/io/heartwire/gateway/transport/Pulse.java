package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.netty.HeartbeatCodec;
import io.heartwire.wire.Directives;
import io.heartwire.wire.FrameHeartbeats;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * How one connection of the gateway says ping and pong. Before the login nothing is a heartbeat, so
 * that a ping is refused like anything else. Carries directives with whatever goes out next.
 *
 * <p>NOT thread safe: the event loop of its connection owns it.
 */
final class Pulse implements HeartbeatCodec {
  private boolean loggedIn;
  private Directives told = Directives.NONE;
  private final FrameHeartbeats frames = FrameHeartbeats.ofServer();

  /** The client has been told {@code policy} with its welcome. */
  void welcomed(LivenessPolicy policy) {
    loggedIn = true;
    told = times(policy);
  }

  /** The connection is being closed: nothing is answered any more. */
  void stop() {
    loggedIn = false;
  }

  /** The client said that it beats at this interval now. */
  void clientBeatsEvery(long intervalMs) {
    told = new Directives(intervalMs, told.timeoutMs());
  }

  /** The client is held to {@code policy}; true if it does not know yet and the next ping says. */
  boolean tell(LivenessPolicy policy) {
    Directives times = times(policy);
    if (times.equals(told)) {
      return false;
    }
    told = times;
    frames.direct(times);
    return true;
  }

  private static Directives times(LivenessPolicy policy) {
    return new Directives(policy.interval().toMillis(), policy.timeout().toMillis());
  }

  @Override
  public Kind kindOf(Object message) {
    return loggedIn ? frames.kindOf(message) : Kind.OTHER;
  }

  @Override
  public long sequenceOf(Object pingOrPong) {
    return frames.sequenceOf(pingOrPong);
  }

  @Override
  public Object ping(ChannelHandlerContext ctx, long sequence) {
    return frames.ping(ctx, sequence);
  }

  @Override
  public @Nullable Object pong(ChannelHandlerContext ctx, Object ping) {
    return frames.pong(ctx, ping);
  }

  @Override
  public boolean passOn(Object pingOrPong) {
    return frames.passOn(pingOrPong);
  }
}
