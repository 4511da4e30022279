package io.heartwire.gateway.transport.http;

import io.heartwire.netty.HeartbeatCodec;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/** HTTP has no pings: of a detector only the deadline is used. */
final class NoHeartbeat implements HeartbeatCodec {
  static final NoHeartbeat INSTANCE = new NoHeartbeat();

  private NoHeartbeat() {}

  @Override
  public Kind kindOf(Object message) {
    return Kind.OTHER;
  }

  @Override
  public long sequenceOf(Object pingOrPong) {
    return -1;
  }

  @Override
  public Object ping(ChannelHandlerContext ctx, long sequence) {
    return Unpooled.EMPTY_BUFFER;
  }

  @Override
  public @Nullable Object pong(ChannelHandlerContext ctx, Object ping) {
    return null;
  }
}
