package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.admission.ConnectionBounds;
import io.heartwire.gateway.session.Farewell;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Counts connections by where they come from: at once, or behind a proxy when that has told it. On
 * the event loop of the connection.
 */
public final class Sources {
  private static final AttributeKey<InetSocketAddress> COUNTED =
      AttributeKey.valueOf("heartwire.counted-source");

  private Sources() {}

  /** {@code channel} was accepted, as one of {@code open}. */
  static ConnectionBounds.Verdict accepted(Channel channel, Lobby lobby, int open) {
    InetSocketAddress from = PeerAddress.ofSocket(channel);
    ConnectionBounds bounds = lobby.services().bounds();
    if (lobby.settings().proxies().include(from)) {
      PeerAddress.tell(channel, from);
      return bounds.enterUnknown(open);
    }
    return bounds.enter(from, open);
  }

  /** A proxy says that {@code guest} is at {@code address}; it is sent away if too many are. */
  public static void told(Channel channel, InetSocketAddress address, Lobby lobby, Guest guest) {
    ConnectionBounds bounds = lobby.services().bounds();
    InetSocketAddress before = channel.attr(COUNTED).getAndSet(address);
    if (before != null) {
      bounds.leave(before);
    }
    PeerAddress.tell(channel, address);
    refuse(bounds.enterSource(address), channel, lobby, guest);
  }

  /** Sends {@code guest} away unless it may stay. */
  static void refuse(ConnectionBounds.Verdict verdict, Channel channel, Lobby lobby, Guest guest) {
    if (verdict != ConnectionBounds.Verdict.STAYS) {
      int later = 1_000 + lobby.services().random().nextInt(9_000);
      guest.close(
          objection(verdict, PeerAddress.of(channel), lobby.services().bounds().settings()),
          Farewell.retryAfter(Duration.ofMillis(later)));
    }
  }

  private static Disconnect objection(
      ConnectionBounds.Verdict verdict, InetSocketAddress from, ConnectionBounds.Settings bounds) {
    return verdict == ConnectionBounds.Verdict.FULL
        ? Disconnect.of(
            DisconnectReason.BUSY,
            "connections "
                + bounds.max()
                + " of "
                + bounds.max()
                + " (listeners.tcp.max-connections)")
        : Disconnect.of(
            DisconnectReason.SOURCE_FULL,
            "connections from "
                + from.getAddress().getHostAddress()
                + " or its network: "
                + bounds.perSource()
                + " of "
                + bounds.perSource()
                + " (admission.connections-per-source)");
  }

  /** {@code channel} was closed. */
  static void left(Channel channel, ConnectionBounds bounds) {
    if (!PeerAddress.isTold(channel)) {
      bounds.leave(PeerAddress.ofSocket(channel));
    } else if (channel.hasAttr(COUNTED)) {
      bounds.leave(channel.attr(COUNTED).get());
    }
  }
}
