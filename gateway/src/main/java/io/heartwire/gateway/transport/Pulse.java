package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.netty.HeartbeatCodec;
import io.heartwire.wire.Directives;
import io.heartwire.wire.Frame;
import io.heartwire.wire.FrameEncoder;
import io.heartwire.wire.FrameHeartbeats;
import io.heartwire.wire.Status;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * How one connection of the gateway says ping and pong. Before the login nothing is a heartbeat, so
 * that a ping is refused like anything else. Carries directives with whatever goes out next, and
 * with every pong that the client's group data is stale, as long as it is. Pings and pongs leave
 * here encoded.
 *
 * <p>NOT thread safe: the event loop of its connection owns it.
 */
final class Pulse extends PingPace implements HeartbeatCodec {
  /*
   * One for each attached client, so it is kept small: the pace is its base and not a part of it,
   * what the client was told is two numbers, and the frames, which keep nothing here, are shared.
   */
  private static final FrameHeartbeats FRAMES = FrameHeartbeats.ofServer();

  private boolean loggedIn;
  private boolean untold;
  private int toldTimeoutMs;
  private @Nullable Client client;

  /** What is known of the client beside its pace. */
  interface Client extends PingPace.Watch {
    /**
     * It says which version of its group's data it has; 0: nothing. Answers the version that it
     * should have and has not, else 0. Called for every ping.
     */
    long missedGroupVersion(long named);
  }

  /**
   * The client has been told {@code policy} with its welcome.
   *
   * @param client told what it deserves if it pings far too often
   */
  void welcomed(LivenessPolicy policy, Client client, long now) {
    loggedIn = true;
    this.client = client;
    toldTimeoutMs = number(policy.timeout().toMillis());
    told(number(policy.interval().toMillis()));
    begin(now);
  }

  /** Tells the client with the next ping or pong what it has been told before. */
  void repeat() {
    untold = true;
  }

  /** The connection is being closed: nothing is answered any more. */
  void stop() {
    loggedIn = false;
  }

  /** The client said that it beats at this interval now. */
  void clientBeatsEvery(long intervalMs) {
    told(number(intervalMs));
  }

  /** The client is held to {@code policy}; true if it does not know yet and the next ping says. */
  boolean tell(LivenessPolicy policy) {
    int intervalMs = number(policy.interval().toMillis());
    int timeoutMs = number(policy.timeout().toMillis());
    if (intervalMs == toldIntervalMs() && timeoutMs == toldTimeoutMs) {
      return false;
    }
    toldTimeoutMs = timeoutMs;
    told(intervalMs);
    untold = true;
    return true;
  }

  /* A policy's times are days at most; what a client claims beyond that is no policy's. */
  private static int number(long ms) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, ms));
  }

  @Override
  public Kind kindOf(Object message) {
    return loggedIn ? FRAMES.kindOf(message) : Kind.OTHER;
  }

  @Override
  public long sequenceOf(Object pingOrPong) {
    return FRAMES.sequenceOf(pingOrPong);
  }

  @Override
  public Object ping(ChannelHandlerContext ctx, long sequence) {
    long missed = missedGroupVersion(0);
    Directives directives = untold || missed != 0 ? takeDirectives(missed) : Directives.NONE;
    return FrameEncoder.encode(ctx.alloc(), new Frame.Ping(sequence, Status.NONE, 0, directives));
  }

  @Override
  public @Nullable Object pong(ChannelHandlerContext ctx, Object ping) {
    if (pinged()) {
      Answer answer = judge(ctx.channel().eventLoop().ticker().nanoTime());
      if (answer != Answer.NONE && client != null) {
        client.hurried(answer);
      }
    }
    long missed = missedGroupVersion(((Frame.Ping) ping).groupVersion());
    if (untold) {
      return FrameEncoder.encode(
          ctx.alloc(), new Frame.Pong(sequenceOf(ping), Status.NONE, takeDirectives(missed)));
    }
    return missed == 0
        ? FRAMES.pong(ctx, ping)
        : FrameEncoder.encodePong(ctx.alloc(), sequenceOf(ping), missed);
  }

  private long missedGroupVersion(long named) {
    return client == null ? 0 : client.missedGroupVersion(named);
  }

  /* Times once, as they are obeyed at once; a version until the client says that it has it. */
  private Directives takeDirectives(long missedGroupVersion) {
    Directives taken =
        untold
            ? new Directives(toldIntervalMs(), toldTimeoutMs, missedGroupVersion)
            : new Directives(0, 0, missedGroupVersion);
    untold = false;
    return taken;
  }

  @Override
  public boolean passOn(Object pingOrPong) {
    // The version of the group's data has been taken in with the pong.
    return pingOrPong instanceof Frame.Ping ping
        ? !ping.isBareButForGroup()
        : FRAMES.passOn(pingOrPong);
  }
}
