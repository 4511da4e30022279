package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Frame;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** What a client is told when we close its connection, and whom there is no point in telling. */
public final class Goodbyes {
  private static final Set<DisconnectReason> DEAF =
      EnumSet.of(
          DisconnectReason.SILENT,
          DisconnectReason.CLIENT_FROZEN,
          DisconnectReason.LEASE_EXPIRED,
          DisconnectReason.RESET,
          DisconnectReason.FIN,
          DisconnectReason.SLOW_CONSUMER);

  private Goodbyes() {}

  /** True if a peer that leaves for {@code reason} cannot or does not listen: cut it at once. */
  public static boolean isDeafTo(DisconnectReason reason) {
    return DEAF.contains(reason);
  }

  /** The goodbye for {@code disconnect}; says nothing that only operators should know. */
  static Frame.Goodbye of(Disconnect disconnect, Farewell farewell) {
    Frame.Goodbye plain = Frame.Goodbye.of(CloseCode.of(disconnect.reason()), detail(disconnect));
    return new Frame.Goodbye(
        plain.code(),
        plain.detail(),
        farewell.retryAfter().map(Duration::toMillis).orElse(-1L),
        farewell.endpoints());
  }

  /** Why {@code disconnect} came, in words for the peer. */
  public static String detail(Disconnect disconnect) {
    return switch (disconnect.reason()) {
      case AUTHENTICATION_FAILED -> "the credential was refused: use another one";
      case AUTHENTICATOR_UNAVAILABLE -> "the credential cannot be checked now: come back later";
      case ALREADY_ONLINE -> "this client is logged in already, and that login stands";
      case LATER -> "too many log in at once: your turn comes at the time given";
      case TAKEN_OVER -> "a newer login of this client took over";
      case INTERNAL_ERROR -> "the server failed: come back later";
      default -> disconnect.detail();
    };
  }
}
