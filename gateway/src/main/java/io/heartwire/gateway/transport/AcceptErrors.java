package io.heartwire.gateway.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts accepts that failed, on the listening channel; Netty's acceptor behind it pauses for a
 * second and goes on, so there is at most one line a second.
 */
final class AcceptErrors extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(AcceptErrors.class);

  private final String listener;
  private final TransportCounters counters;

  AcceptErrors(String listener, TransportCounters counters) {
    this.listener = listener;
    this.counters = counters;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    counters.acceptErrors.increment();
    LOG.warn(
        "listener '{}' cannot accept ({}): it tries again in 1s; raise the limit of descriptors if"
            + " that is the cause",
        listener,
        cause.getMessage());
    ctx.fireExceptionCaught(cause);
  }
}
