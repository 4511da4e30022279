package io.heartwire.client;

import io.heartwire.netty.HeartbeatHandler;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * First in the pipeline: notes when bytes came and went, for the report of a lost session and for
 * what it says of the network.
 */
final class Traffic extends ChannelDuplexHandler {
  /** Whoever runs again for so long and still has the connection has not lost it by the stall. */
  private static final long AT_ONCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final HeartbeatHandler heartbeat;
  private final InstantSource wallClock;
  private final IdleAge age = new IdleAge();
  private LongConsumer survived = idleMs -> {};

  /** For how long bytes may have lain unread because this process did not run; 0: never. */
  private long unreadMs;

  private long readLateAtNanos;

  Traffic(HeartbeatHandler heartbeat, InstantSource wallClock) {
    this.heartbeat = heartbeat;
    this.wallClock = wallClock;
  }

  /** Who is told when the connection has lived through more idleness than before, in ms. */
  void onSurvived(LongConsumer survived) {
    this.survived = survived;
  }

  /** When the last byte came. */
  long heardAtNanos() {
    return age.heardAtNanos();
  }

  /** How much of the silence until {@code now} this process did not run. */
  long stalledMs(long now) {
    // The detector's clock stands still while we do not run.
    return Math.max(0, (now - age.heardAtNanos()) / 1_000_000 - heartbeat.silenceMs());
  }

  /**
   * How much of the silence before the end, which is {@code now}, this process did not run. If it
   * has only just woken, that was before its last bytes: they lay unread, as the server's question
   * does that led to the verdict.
   */
  long stalledBeforeEndMs(long now) {
    boolean woke = unreadMs > 0 && now - readLateAtNanos < AT_ONCE_NANOS;
    return stalledMs(now) + (woke ? unreadMs : 0);
  }

  /** How idle the connection was that ended now; {@code silent}: our pings had no answer. */
  IdleAge.AtEnd ended(long now, boolean silent) {
    return age.ended(now, wallClock.millis(), stalledMs(now), silent);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    age.start(now(ctx), wallClock.millis());
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    long now = now(ctx);
    long awayMs = heartbeat.awayMs();
    if (awayMs > 0) {
      unreadMs = awayMs;
      readLateAtNanos = now;
    }
    long idleMs = age.heard(now);
    if (idleMs > 0) {
      survived.accept(idleMs);
    }
    ctx.fireChannelRead(msg);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    long now = now(ctx);
    if (age.wasIdle(now)) {
      age.wroteAfterIdleness(now, wallClock.millis(), stalledMs(now));
    } else {
      age.wrote(now);
    }
    ctx.write(msg, promise);
  }

  private static long now(ChannelHandlerContext ctx) {
    return ctx.executor().ticker().nanoTime();
  }
}
