package io.heartwire.gateway.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;

/** A handler of a connection whose protocol has its own way of ending, after a goodbye. */
public interface LastWord extends ChannelHandler {
  /**
   * The goodbye has been written to {@code channel}, whose peer may read it until the time for that
   * has passed. On its event loop.
   */
  void said(Channel channel);
}
