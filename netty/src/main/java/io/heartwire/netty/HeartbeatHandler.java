package io.heartwire.netty;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.liveness.LivenessState;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.AttributeKey;
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
public final class HeartbeatHandler extends ChannelDuplexHandler {
  private static final AttributeKey<Disconnect> DISCONNECT =
      AttributeKey.valueOf(HeartbeatHandler.class, "disconnect");

  private final Heartbeat heartbeat;
  private @Nullable ChannelHandlerContext ctx;
  private @Nullable Consumer<Disconnect> lastWord;

  HeartbeatHandler(Heartbeats heartbeats, HeartbeatCodec codec, LivenessPolicy policy) {
    this.heartbeat = heartbeats.heartbeat(codec, new Host(), policy);
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
    heartbeat.policy(policy);
  }

  /** The policy in force. */
  public LivenessPolicy policy() {
    return heartbeat.policy();
  }

  /** The groups that the mass breaker counts this peer in, such as {@code "source:10.1.2.0/24"}. */
  public void cohorts(List<String> names) {
    heartbeat.cohorts(names);
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
    heartbeat.messageHeard();
  }

  /** A frame was begun and is incomplete ({@code open}), or none is: the frame deadline. */
  public void frameOpen(boolean open) {
    heartbeat.frameOpen(open);
  }

  /** Sends a ping now; as a client, waits for any byte in answer. */
  public void pingNow() {
    heartbeat.pingNow();
  }

  /** Milliseconds since the peer's last byte, our own stalls left out. */
  public long silenceMs() {
    return heartbeat.silenceMs();
  }

  /**
   * How old the bytes that are read now may be, in milliseconds: for so long the event loop had not
   * read. 0 if it was not away, or has read since all that had come. On the event loop.
   */
  public long awayMs() {
    return heartbeat.awayMs();
  }

  /** What the detector thinks of the peer. */
  public LivenessState state() {
    return heartbeat.state();
  }

  /** The latest round trip of a ping, in nanoseconds; 0 before the first. */
  public long rttNanos() {
    return heartbeat.rttNanos();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    this.ctx = ctx;
    ctx.pipeline().addFirst(new Stamper(this));
    if (ctx.channel().isRegistered()) {
      heartbeat.begin();
    }
  }

  @Override
  public void channelRegistered(ChannelHandlerContext ctx) {
    heartbeat.begin();
    ctx.fireChannelRegistered();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    heartbeat.end();
    ctx.fireChannelInactive();
  }

  @Override
  public void channelUnregistered(ChannelHandlerContext ctx) {
    heartbeat.end();
    ctx.fireChannelUnregistered();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    heartbeat.end();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (heartbeat.received(ctx, msg)) {
      ctx.fireChannelRead(msg);
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    ctx.write(msg, heartbeat.counted(promise));
  }

  /** From the stamper: the hot path. */
  void bytesCame() {
    heartbeat.bytesCame();
  }

  /** From the stamper, at the end of a read: all pongs of it in one flush. */
  void flushPongs() {
    ChannelHandlerContext ctx = this.ctx;
    if (ctx != null) {
      heartbeat.readCompleted(ctx);
    }
  }

  /** What happens is told to the handlers after it. */
  private final class Host implements HeartbeatHost {
    @Override
    public ChannelHandlerContext context() {
      return Objects.requireNonNull(ctx, "acts only while in a pipeline");
    }

    @Override
    public void happened(HeartbeatEvent event) {
      context().fireUserEventTriggered(event);
    }

    @Override
    public boolean lastWord(Disconnect disconnect) {
      Consumer<Disconnect> lastWord = HeartbeatHandler.this.lastWord;
      if (lastWord == null) {
        return false;
      }
      lastWord.accept(disconnect);
      return true;
    }
  }
}
