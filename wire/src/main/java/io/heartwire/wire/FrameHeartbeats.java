package io.heartwire.wire;

import io.heartwire.netty.HeartbeatCodec;
import io.netty.channel.ChannelHandlerContext;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How frames say ping and pong, for a {@link io.heartwire.netty.HeartbeatHandler}.
 *
 * <p>One instance per channel; all methods on the channel's event loop. Only one {@link #ofServer}
 * that is never given directives keeps no state and may serve many channels. Pings and pongs that
 * carry something (a status, a new interval, directives) are passed on to later handlers; bare ones
 * are not. Put {@link FrameEncoder} before the heartbeat handler: a bare pong leaves here encoded,
 * so that answering a ping allocates nothing but a pooled buffer.
 */
public final class FrameHeartbeats implements HeartbeatCodec {
  private final Supplier<Status> status;
  private final LongSupplier groupVersion;
  private Directives directives = Directives.NONE;
  private long intervalMs;

  private FrameHeartbeats(Supplier<Status> status, LongSupplier groupVersion) {
    this.status = status;
    this.groupVersion = groupVersion;
  }

  /** For a server: its pings and pongs carry what {@link #direct} leaves with them. */
  public static FrameHeartbeats ofServer() {
    return new FrameHeartbeats(() -> Status.NONE, () -> 0);
  }

  /**
   * For a client: each of its pings carries the {@code status} of that moment. What the supplier
   * throws goes through {@code exceptionCaught}, and the ping leaves without a status.
   */
  public static FrameHeartbeats ofClient(Supplier<Status> status) {
    return ofClient(status, () -> 0);
  }

  /**
   * The same for a client that has data of its group: each ping names its {@code groupVersion} of
   * that moment, 0 for none. That supplier must not throw.
   */
  public static FrameHeartbeats ofClient(Supplier<Status> status, LongSupplier groupVersion) {
    return new FrameHeartbeats(status, groupVersion);
  }

  /** Gives {@code directives} to the next ping or pong; those not sent yet are replaced. */
  public void direct(Directives directives) {
    this.directives = directives;
  }

  /** Tells the server with the next ping that this client now beats at {@code intervalMs}. */
  public void announceInterval(long intervalMs) {
    FieldLimits.checkNumber("ping.interval_ms", intervalMs);
    this.intervalMs = intervalMs;
  }

  @Override
  public Kind kindOf(Object message) {
    if (message instanceof Frame.Ping) {
      return Kind.PING;
    }
    return message instanceof Frame.Pong ? Kind.PONG : Kind.OTHER;
  }

  @Override
  public long sequenceOf(Object pingOrPong) {
    return pingOrPong instanceof Frame.Ping ping
        ? ping.sequence()
        : ((Frame.Pong) pingOrPong).sequence();
  }

  @Override
  public Object ping(ChannelHandlerContext ctx, long sequence) {
    return new Frame.Ping(
        sequence, statusNow(ctx), takeInterval(), takeDirectives(), groupVersion.getAsLong());
  }

  @Override
  public @Nullable Object pong(ChannelHandlerContext ctx, Object ping) {
    long sequence = ((Frame.Ping) ping).sequence();
    return directives.isEmpty()
        ? FrameEncoder.encodePong(ctx.alloc(), sequence)
        : new Frame.Pong(sequence, Status.NONE, takeDirectives());
  }

  @Override
  public boolean passOn(Object pingOrPong) {
    return pingOrPong instanceof Frame.Ping ping
        ? !ping.isBare()
        : !((Frame.Pong) pingOrPong).isBare();
  }

  // Both write only what changes, for those who share one that never has anything to say.

  private long takeInterval() {
    long taken = intervalMs;
    if (taken != 0) {
      intervalMs = 0;
    }
    return taken;
  }

  private Directives takeDirectives() {
    Directives taken = directives;
    if (!taken.isEmpty()) {
      directives = Directives.NONE;
    }
    return taken;
  }

  // A user's supplier that fails must not stop the heartbeat.
  private Status statusNow(ChannelHandlerContext ctx) {
    try {
      return status.get();
    } catch (RuntimeException e) {
      ctx.fireExceptionCaught(e);
      return Status.NONE;
    }
  }
}
