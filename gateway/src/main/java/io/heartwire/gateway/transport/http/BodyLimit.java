package io.heartwire.gateway.transport.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Brings requests together with their bodies, and says so where a body is too large. */
final class BodyLimit extends HttpObjectAggregator {
  /** A body is larger than {@code maxBytes}; the connection takes no other request. */
  record Exceeded(int maxBytes) {
    /** What is said to whoever sent it to the listener that {@code section} configures. */
    FullHttpResponse answer(String section) {
      return HttpAnswers.problem(
          HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
          "its body has more than "
              + maxBytes
              + " bytes (listeners."
              + section
              + ".max-body): send less at a time");
    }
  }

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
