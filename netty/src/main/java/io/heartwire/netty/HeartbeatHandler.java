package io.heartwire.netty;

import io.heartwire.core.liveness.Action;
import io.heartwire.core.liveness.Cohort;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.liveness.LivenessPolicy.PingWhen;
import io.heartwire.core.liveness.LivenessState;
import io.heartwire.core.liveness.LivenessTable;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one channel honest: answers pings, sends its own when they are due, and closes the channel
 * when its peer is dead.
 *
 * <p>Made by {@link Heartbeats#handler}, one per channel. Put it after the handlers that decode and
 * encode pings; it brings a handler of its own that notes every byte, first in the pipeline. Any
 * byte received is life; our own writes never are. While our own event loop is blocked, nobody's
 * silence counts. What it decides comes as {@link HeartbeatEvent}s.
 *
 * <p>All methods but the static ones are to be called on the channel's event loop.
 *
 * <pre>{@code
 * Heartbeats heartbeats = Heartbeats.builder().build();
 * // in a ChannelInitializer
 * LivenessPolicy policy = LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(150));
 * channel.pipeline().addLast(new LineBasedFrameDecoder(1024), new StringDecoder(), new StringEncoder());
 * channel.pipeline().addLast(heartbeats.handler(new MyPingPong(), policy));
 * }</pre>
 */
public final class HeartbeatHandler extends ChannelDuplexHandler implements LivenessTable.Peer {
  private static final AttributeKey<Disconnect> DISCONNECT =
      AttributeKey.valueOf(HeartbeatHandler.class, "disconnect");

  private static final int NO_SLOT = -1;

  private final Heartbeats heartbeats;
  private final HeartbeatCodec codec;
  private LivenessPolicy policy;
  private List<String> cohortNames = List.of();
  private @Nullable ChannelHandlerContext ctx;
  private @Nullable LoopLiveness loop;
  private @Nullable Cohort cohort;
  private @Nullable Consumer<Disconnect> lastWord;
  private ChannelFutureListener spoke = future -> {};
  private int slot = NO_SLOT;
  private boolean pongsToFlush;
  private boolean countsWrites;
  private long sequence;
  private long pingedAtNanos;
  private long rttNanos;

  HeartbeatHandler(Heartbeats heartbeats, HeartbeatCodec codec, LivenessPolicy policy) {
    this.heartbeats = heartbeats;
    this.codec = codec;
    this.policy = policy;
  }

  /**
   * Records why this side is about to close {@code channel}; the first record stands. Any thread.
   */
  public static void closing(Channel channel, Disconnect why) {
    channel.attr(DISCONNECT).setIfAbsent(why);
  }

  /** Why this side closed {@code channel}; empty if it did not. Any thread. */
  public static Optional<Disconnect> disconnectOf(Channel channel) {
    return Optional.ofNullable(channel.attr(DISCONNECT).get());
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
      cohort = heartbeats.breaker().joined(names);
    }
  }

  /**
   * Who ends the connection when a rule other than silence asks for it (login deadline, idle
   * timeout, frame deadline): it may still say goodbye, and must close. Without one the channel is
   * closed at once.
   */
  public void lastWord(Consumer<Disconnect> lastWord) {
    this.lastWord = lastWord;
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

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    this.ctx = ctx;
    ctx.pipeline().addFirst(new Stamper(this));
    if (ctx.channel().isRegistered()) {
      begin(ctx);
    }
  }

  @Override
  public void channelRegistered(ChannelHandlerContext ctx) {
    begin(ctx);
    ctx.fireChannelRegistered();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end();
    ctx.fireChannelInactive();
  }

  @Override
  public void channelUnregistered(ChannelHandlerContext ctx) {
    end();
    ctx.fireChannelUnregistered();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    end();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    switch (codec.kindOf(msg)) {
      case PING -> pinged(ctx, msg);
      case PONG -> ponged(ctx, msg);
      case OTHER -> {
        messageHeard();
        ctx.fireChannelRead(msg);
      }
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (countsWrites) {
      promise = promise.unvoid();
      promise.addListener(spoke);
    }
    ctx.write(msg, promise);
  }

  /** From the stamper: the hot path. */
  void bytesCame() {
    LoopLiveness loop = this.loop;
    if (loop != null && slot != NO_SLOT) {
      loop.heard(slot);
    }
  }

  /** From the stamper, at the end of a read: all pongs of it in one flush. */
  void flushPongs() {
    ChannelHandlerContext ctx = this.ctx;
    if (pongsToFlush && ctx != null) {
      pongsToFlush = false;
      ctx.flush();
    }
  }

  Channel channel() {
    return Objects.requireNonNull(ctx, "acts only while in a pipeline").channel();
  }

  /** Does what the table decided. */
  void act(LoopLiveness loop, Action action) {
    if (action instanceof Action.Ping) {
      sendPing(loop);
    } else if (action instanceof Action.Probe) {
      if (loop.table.state(slot) == LivenessState.SUSPECT) {
        fire(new HeartbeatEvent.Suspected(loop.table.silenceMs(slot)));
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
    passOn(ctx, ping);
  }

  private void ponged(ChannelHandlerContext ctx, Object pong) {
    LoopLiveness loop = this.loop;
    long answered = codec.sequenceOf(pong);
    // A late pong to an older ping is life, as every byte is, but says nothing of the round trip.
    boolean latest = answered == sequence || answered < 0;
    if (loop != null && slot != NO_SLOT) {
      loop.pongs++;
      if (latest) {
        rttNanos = Math.max(1, loop.nanoTime() - pingedAtNanos);
        loop.table.roundTrip(slot, rttNanos / 1_000_000);
        ctx.fireUserEventTriggered(new HeartbeatEvent.PongReceived(rttNanos));
      }
    }
    passOn(ctx, pong);
  }

  private void passOn(ChannelHandlerContext ctx, Object pingOrPong) {
    if (codec.passOn(pingOrPong)) {
      ctx.fireChannelRead(pingOrPong);
    } else {
      ReferenceCountUtil.release(pingOrPong);
    }
  }

  private boolean sendPing(LoopLiveness loop) {
    ChannelHandlerContext ctx = this.ctx;
    if (ctx == null || !ctx.channel().isWritable()) {
      loop.unwritable++;
      return false;
    }
    sequence++;
    pingedAtNanos = loop.nanoTime();
    ctx.writeAndFlush(codec.ping(ctx, sequence), ctx.voidPromise());
    return true;
  }

  private void begin(ChannelHandlerContext ctx) {
    if (slot != NO_SLOT) {
      return;
    }
    LoopLiveness loop = heartbeats.on(ctx.channel().eventLoop());
    this.loop = loop;
    cohort = heartbeats.breaker().joined(cohortNames);
    slot = loop.add(this, policy);
    spoke =
        future -> {
          if (future.isSuccess() && slot != NO_SLOT) {
            loop.table.spoke(slot);
          }
        };
    policy(policy);
  }

  private void end() {
    LoopLiveness loop = this.loop;
    if (loop != null && slot != NO_SLOT) {
      loop.remove(slot);
      slot = NO_SLOT;
      leaveCohort();
    }
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
    Consumer<Disconnect> lastWord = this.lastWord;
    boolean silent =
        switch (disconnect.reason()) {
          case LOGIN_TIMEOUT, IDLE, FRAME_TIMEOUT -> false;
          default -> true;
        };
    if (!silent && lastWord != null) {
      closing(channel, disconnect);
      lastWord.accept(disconnect);
      return;
    }
    closing(channel, disconnect);
    try {
      fire(new HeartbeatEvent.Dead(disconnect));
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

  private void fire(HeartbeatEvent event) {
    ChannelHandlerContext ctx = this.ctx;
    if (ctx != null) {
      ctx.fireUserEventTriggered(event);
    }
  }
}
