package io.heartwire.gateway.transport;

import io.heartwire.wire.Frame;
import io.netty.channel.DefaultMessageSizeEstimator;
import io.netty.channel.MessageSizeEstimator;

/** Tells Netty how large frames are, so that those that wait for a stalled loop count too. */
final class FrameSizes implements MessageSizeEstimator, MessageSizeEstimator.Handle {
  private static final int OVERHEAD_BYTES = 64;

  private final Handle others = DefaultMessageSizeEstimator.DEFAULT.newHandle();

  @Override
  public Handle newHandle() {
    return this;
  }

  @Override
  public int size(Object msg) {
    if (msg instanceof Frame.Message message) {
      return OVERHEAD_BYTES + message.type().length() + message.body().size();
    }
    return msg instanceof Frame ? OVERHEAD_BYTES : others.size(msg);
  }
}
