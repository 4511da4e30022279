package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.netty.HeartbeatCodec;
import io.heartwire.wire.Directives;
import io.heartwire.wire.FrameHeartbeats;
import io.netty.channel.ChannelHandlerContext;
import java.util.function.Consumer;
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
  private final PingPace pace = new PingPace();
  private Consumer<PingPace.Answer> onHaste = answer -> {};

  /**
   * The client has been told {@code policy} with its welcome.
   *
   * @param onHaste told what the client deserves if it pings far too often
   */
  void welcomed(LivenessPolicy policy, Consumer<PingPace.Answer> onHaste, long now) {
    loggedIn = true;
    told = times(policy);
    this.onHaste = onHaste;
    pace.told(told.intervalMs());
    pace.begin(now);
  }

  /** Tells the client with the next ping or pong what it has been told before. */
  void repeat() {
    frames.direct(told);
  }

  /** The connection is being closed: nothing is answered any more. */
  void stop() {
    loggedIn = false;
  }

  /** The client said that it beats at this interval now. */
  void clientBeatsEvery(long intervalMs) {
    told = new Directives(intervalMs, told.timeoutMs());
    pace.told(intervalMs);
  }

  /** The client is held to {@code policy}; true if it does not know yet and the next ping says. */
  boolean tell(LivenessPolicy policy) {
    Directives times = times(policy);
    if (times.equals(told)) {
      return false;
    }
    told = times;
    pace.told(times.intervalMs());
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
    if (pace.pinged()) {
      PingPace.Answer answer = pace.judge(ctx.channel().eventLoop().ticker().nanoTime());
      if (answer != PingPace.Answer.NONE) {
        onHaste.accept(answer);
      }
    }
    return frames.pong(ctx, ping);
  }

  @Override
  public boolean passOn(Object pingOrPong) {
    return frames.passOn(pingOrPong);
  }
}
