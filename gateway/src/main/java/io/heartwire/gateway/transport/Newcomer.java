package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.gateway.session.Connection;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.session.Session;
import io.heartwire.netty.Heartbeat;
import io.netty.channel.Channel;
import java.util.function.Consumer;

/**
 * A connection whose client wants to log in, as a {@link LoginAttempt} sees it, whatever is spoken
 * on it. {@link #goOn} may be called from any thread; all else is called on its event loop.
 */
public interface Newcomer extends Connection, Guest {
  /** What it is spoken to over. */
  Channel channel();

  /** What the detector knows of it. */
  Heartbeat heartbeat();

  /** The door it came through. */
  Lobby lobby();

  /**
   * Runs {@code next} on the event loop if {@code attempt} still is what the connection is busy
   * with; else tells {@code ended} why it has ended.
   */
  void goOn(LoginAttempt attempt, Runnable next, Consumer<Disconnect> ended);

  /** Ends it, and says {@code farewell} where the peer may listen; the first call counts. */
  void leave(Disconnect disconnect, Farewell farewell);

  /** It is {@code session} from now on; the client is not told yet. */
  void attached(Session session);

  /** Tells the client that it is logged in, and holds it to its policy. */
  void welcome();
}
