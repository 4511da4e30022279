package io.heartwire.netty;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.reconnect.Attempt;
import io.heartwire.core.reconnect.Ending;
import io.netty.channel.Channel;
import java.time.Duration;

/** Told what a {@link ReconnectingChannel} does. All calls come on its event loop: do not block. */
public interface ReconnectListener {
  /** Waits for {@code delay} before the next attempt. */
  default void waiting(Duration delay, Attempt.Because because) {}

  /** Begins attempt {@code number}, 1 for the first since the start or since a session held. */
  default void connecting(int number) {}

  /**
   * {@code channel} is connected, its handlers are in place, and {@code channelActive} has been
   * fired. Log in, then report {@link ReconnectingChannel#accepted}; a protocol without a login
   * reports at once. Without that report the attempt ends after the login timeout.
   */
  void connected(Channel channel);

  /** The other side accepted {@code channel}. */
  default void online(Channel channel) {}

  /** An attempt failed or a session ended. What comes of it is told right after. */
  default void ended(Ending ending) {}

  /**
   * The end: nothing more happens by itself. The only way in which it ever stops.
   *
   * @param credentialWanted true if {@link ReconnectingChannel#newCredential} would go on
   */
  default void stopped(Disconnect why, boolean credentialWanted) {}
}
