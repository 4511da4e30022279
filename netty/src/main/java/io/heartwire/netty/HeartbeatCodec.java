package io.heartwire.netty;

import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * How one protocol says ping and pong.
 *
 * <p>Called on the channel's event loop only; must not block. One instance may serve many channels
 * if it keeps no state.
 */
public interface HeartbeatCodec {
  /** What a decoded message is, to the heartbeat. */
  enum Kind {
    /** The peer asks: it gets a pong. */
    PING,
    /** The peer answers. */
    PONG,
    /** Anything else. */
    OTHER
  }

  /** What {@code message} is. The heartbeat path: must not allocate. */
  Kind kindOf(Object message);

  /** The number that links a pong to its ping; -1 if the protocol has none. */
  long sequenceOf(Object pingOrPong);

  /**
   * A ping to write from the heartbeat handler's place in the pipeline; the caller writes it once.
   * Null if this side may not ask, as a server of MQTT: then silence is all there is to judge by.
   */
  @Nullable Object ping(ChannelHandlerContext ctx, long sequence);

  /** The answer to {@code ping}; null if the protocol needs none. */
  @Nullable Object pong(ChannelHandlerContext ctx, Object ping);

  /** True if the handlers after the heartbeat handler want to see this ping or pong as well. */
  default boolean passOn(Object pingOrPong) {
    return false;
  }
}
