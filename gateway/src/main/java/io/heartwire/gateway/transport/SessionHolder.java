package io.heartwire.gateway.transport;

import io.heartwire.gateway.session.Session;
import io.netty.channel.ChannelHandler;
import java.util.Optional;

/** The handler of a connection that knows whose it is. Called on its event loop. */
public interface SessionHolder extends ChannelHandler {
  /** Whose it is; empty unless somebody is logged in. */
  Optional<Session> session();
}
