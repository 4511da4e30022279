package io.heartwire.netty;

import io.heartwire.core.liveness.Action;
import io.heartwire.core.liveness.Cohort;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.liveness.LivenessPolicy.PingWhen;
import io.heartwire.core.liveness.LivenessState;
import io.heartwire.core.liveness.LivenessTable;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link HeartbeatHandler} does, for a handler that does it as a part of its own work and
 * has no room for another one in its pipeline.
 *
 * <p>Made by {@link Heartbeats#heartbeat}, one per channel. Its host tells it what happens to the
 * channel: {@link #begin}, {@link #bytesCame} before anything else is done with them, {@link
 * #received} for each decoded message, {@link #readCompleted}, {@link #counted} for each write, and
 * {@link #end}. Without one of these calls it judges wrongly.
 *
 * <p>All methods are to be called on the channel's event loop.
 */
public final class Heartbeat implements LivenessTable.Peer {
  private static final int NO_SLOT = -1;

  private final Heartbeats heartbeats;
  private final HeartbeatCodec codec;
  private final HeartbeatHost host;
  private LivenessPolicy policy;
  private List<String> cohortNames = List.of();
  private @Nullable LoopLiveness loop;
  private @Nullable Cohort cohort;
  private @Nullable ChannelFutureListener spoke;
  private int slot = NO_SLOT;
  private boolean pongsToFlush;
  private boolean countsWrites;
  private int sequence;
  private long pingedAtNanos;
  private long rttNanos;

  Heartbeat(
      Heartbeats heartbeats, HeartbeatCodec codec, HeartbeatHost host, LivenessPolicy policy) {
    this.heartbeats = heartbeats;
    this.codec = codec;
    this.host = host;
    this.policy = policy;
  }

  /** Holds the peer to {@code policy} from now on. */
  public void policy(LivenessPolicy policy) {
    this.policy = policy;
    // A write counts as spoken once it has gone out; a failed one is no sign of anything.
    countsWrites =
        policy.pingWhen() == PingWhen.WRITE_IDLE || policy.pingWhen() == PingWhen.EITHER_IDLE;
    LoopLiveness loop = this.loop;
    if (loop != null && slot != NO_SLOT) {
      loop.policyChanged(slot, policy);
    }
  }

  /** The policy in force. */
  public LivenessPolicy policy() {
    return policy;
  }

  /** The groups that the mass breaker counts this peer in, such as {@code "source:10.1.2.0/24"}. */
  public void cohorts(List<String> names) {
    cohortNames = names;
    LoopLiveness loop = this.loop;
    if (loop != null && slot != NO_SLOT) {
      loop.table.regroup(slot);
      leaveCohort();
      joinCohort();
    }
  }

  /** A message was exchanged that the codec does not see: the idle timeout starts again. */
  public void messageHeard() {
    LoopLiveness loop = this.loop;
    if (loop != null && slot != NO_SLOT) {
      loop.table.messaged(slot);
    }
  }

  /** A frame was begun and is incomplete ({@code open}), or none is: the frame deadline. */
  public void frameOpen(boolean open) {
    LoopLiveness loop = this.loop;
    if (loop != null && slot != NO_SLOT) {
      loop.table.frameOpen(slot, open);
    }
  }

  /** Sends a ping now; as a client, waits for any byte in answer. */
  public void pingNow() {
    LoopLiveness loop = this.loop;
    if (loop != null && slot != NO_SLOT) {
      loop.table.ask(slot, loop);
    }
  }

  /** Milliseconds since the peer's last byte, our own stalls left out. */
  public long silenceMs() {
    return loop == null || slot == NO_SLOT ? 0 : loop.table.silenceMs(slot);
  }

  /**
   * How old the bytes that are read now may be, in milliseconds, by what the event loop knows of
   * itself: for so long it had not read. 0 if it was not away, or has read since all that had come.
   * On the event loop. The kernel knows it of each connection, where it can be asked ({@link
   * SocketInspector}).
   */
  public long awayMs() {
    return loop == null || slot == NO_SLOT ? 0 : loop.awayMs();
  }

  /** What the detector thinks of the peer. */
  public LivenessState state() {
    return loop == null || slot == NO_SLOT ? LivenessState.FREE : loop.table.state(slot);
  }

  /** The latest round trip of a ping, in nanoseconds; 0 before the first. */
  public long rttNanos() {
    return rttNanos;
  }

  @Override
  public Cohort cohort() {
    return Objects.requireNonNull(cohort, "watched only while in a cohort");
  }

  /** The channel has an event loop, which watches it from now on. */
  public void begin() {
    if (slot != NO_SLOT) {
      return;
    }
    LoopLiveness loop = heartbeats.on(host.context().channel().eventLoop());
    this.loop = loop;
    joinCohort();
    slot = loop.add(this, policy);
    policy(policy);
  }

  /** The channel is inactive, leaves its event loop, or its host leaves the pipeline. */
  public void end() {
    LoopLiveness loop = this.loop;
    if (loop != null && slot != NO_SLOT) {
      loop.remove(slot);
      slot = NO_SLOT;
      leaveCohort();
    }
  }

  /** Bytes were read: the hot path. */
  public void bytesCame() {
    LoopLiveness loop = this.loop;
    if (loop != null && slot != NO_SLOT) {
      loop.heard(slot);
    }
  }

  /**
   * A message was decoded. A ping is answered with {@code ctx}, at the place of the host.
   *
   * @return false if nobody else wants it, and then it has been released
   */
  public boolean received(ChannelHandlerContext ctx, Object msg) {
    switch (codec.kindOf(msg)) {
      case PING -> pinged(ctx, msg);
      case PONG -> ponged(msg);
      case OTHER -> {
        messageHeard();
        return true;
      }
    }
    if (codec.passOn(msg)) {
      return true;
    }
    ReferenceCountUtil.release(msg);
    return false;
  }

  /** A read has ended: all pongs of it go out in one flush. */
  public void readCompleted(ChannelHandlerContext ctx) {
    if (pongsToFlush) {
      pongsToFlush = false;
      ctx.flush();
    }
  }

  /** The promise to write with what others than this heartbeat write; {@code promise}, mostly. */
  public ChannelPromise counted(ChannelPromise promise) {
    if (!countsWrites) {
      return promise;
    }
    ChannelPromise told = promise.unvoid();
    told.addListener(spoke());
    return told;
  }

  private ChannelFutureListener spoke() {
    ChannelFutureListener known = spoke;
    if (known != null) {
      return known;
    }
    ChannelFutureListener listener =
        future -> {
          LoopLiveness loop = this.loop;
          if (future.isSuccess() && loop != null && slot != NO_SLOT) {
            loop.table.spoke(slot);
          }
        };
    spoke = listener;
    return listener;
  }

  Channel channel() {
    return host.context().channel();
  }

  /** Does what the table decided. */
  void act(LoopLiveness loop, Action action) {
    if (action instanceof Action.Ping) {
      sendPing(loop);
    } else if (action instanceof Action.Probe) {
      if (loop.table.state(slot) == LivenessState.SUSPECT) {
        host.happened(new HeartbeatEvent.Suspected(loop.table.silenceMs(slot)));
      }
      loop.table.probed(slot, sendPing(loop));
    } else if (action instanceof Action.Dead dead) {
      end(dead.disconnect());
    }
  }

  private void pinged(ChannelHandlerContext ctx, Object ping) {
    LoopLiveness loop = this.loop;
    if (loop != null) {
      loop.pings++;
    }
    // A peer that pings and does not read gets no pongs: they would pile up.
    if (ctx.channel().isWritable()) {
      Object pong = codec.pong(ctx, ping);
      if (pong != null) {
        pongsToFlush = true;
        ctx.write(pong, ctx.voidPromise());
      }
    } else if (loop != null) {
      loop.unwritable++;
    }
  }

  private void ponged(Object pong) {
    LoopLiveness loop = this.loop;
    long answered = codec.sequenceOf(pong);
    // A late pong to an older ping is life, as every byte is, but says nothing of the round trip.
    boolean latest = answered == sequence || answered < 0;
    if (loop != null && slot != NO_SLOT) {
      loop.pongs++;
      if (latest) {
        rttNanos = Math.max(1, loop.nanoTime() - pingedAtNanos);
        loop.table.roundTrip(slot, rttNanos / 1_000_000);
        loop.roundTrips.noteAlone(rttNanos);
        host.happened(new HeartbeatEvent.PongReceived(rttNanos));
      }
    }
  }

  private boolean sendPing(LoopLiveness loop) {
    ChannelHandlerContext ctx = host.context();
    if (!ctx.channel().isWritable()) {
      loop.unwritable++;
      return false;
    }
    Object ping = codec.ping(ctx, sequence + 1);
    if (ping == null) {
      return false;
    }
    sequence++;
    pingedAtNanos = loop.nanoTime();
    ctx.writeAndFlush(ping, ctx.voidPromise());
    return true;
  }

  private void joinCohort() {
    Cohort joined = heartbeats.breaker().joined(cohortNames);
    cohort = joined;
    // The list that all members share, so that a channel keeps none of its own.
    cohortNames = joined.names();
  }

  private void leaveCohort() {
    Cohort left = cohort;
    if (left != null) {
      cohort = null;
      heartbeats.breaker().left(left);
    }
  }

  private void end(Disconnect disconnect) {
    Channel channel = channel();
    HeartbeatHandler.closing(channel, disconnect);
    boolean silent =
        switch (disconnect.reason()) {
          case LOGIN_TIMEOUT, IDLE, FRAME_TIMEOUT -> false;
          default -> true;
        };
    if (!silent && host.lastWord(disconnect)) {
      return;
    }
    try {
      host.happened(new HeartbeatEvent.Dead(disconnect));
    } finally {
      closeAtOnce(channel);
    }
  }

  /*
   * Past the pipeline, and with a reset: a goodbye, a TLS close_notify or unsent bytes would keep a
   * dead peer's socket for as long as TCP retransmits.
   */
  private static void closeAtOnce(Channel channel) {
    if (channel.isActive()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    channel.unsafe().close(channel.voidPromise());
  }
}
