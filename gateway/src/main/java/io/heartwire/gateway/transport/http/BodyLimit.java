package io.heartwire.gateway.transport.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;

/** Brings requests together with their bodies, and says so where a body is too large. */
final class BodyLimit extends HttpObjectAggregator {
  /** A body is larger than {@code maxBytes}; the connection takes no other request. */
  record Exceeded(int maxBytes) {}

  private final int maxBytes;

  BodyLimit(int maxBytes) {
    super(maxBytes, true);
    this.maxBytes = maxBytes;
  }

  @Override
  protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
    ctx.fireUserEventTriggered(new Exceeded(maxBytes));
  }
}
