package io.heartwire.gateway.transport;

import io.netty.channel.Channel;

/** What is spoken behind a door. Thread safe. */
@FunctionalInterface
public interface Protocol {
  /** Our own frames, on TCP as it is. */
  Protocol FRAMES = FrameConnection::new;

  /**
   * Has {@code channel}, which was just accepted, speak it; on its event loop. The guest is one of
   * the {@link Lobby#strangers()} when this returns, unless it needs no login.
   */
  Guest welcome(Channel channel, Lobby lobby);
}
