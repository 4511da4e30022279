package io.heartwire.cli;

import io.heartwire.client.ClientState;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Where a client is, in words for the person who runs it. */
final class StateWords {
  private StateWords() {}

  static String of(ClientState state, Instant now) {
    if (state instanceof ClientState.Online online) {
      return "online: session "
          + online.sessionId()
          + ", heartbeat every "
          + JsonText.duration(online.interval());
    }
    if (state instanceof ClientState.Waiting waiting) {
      Duration left = Duration.between(now, waiting.until());
      return "waiting, next attempt in "
          + JsonText.duration(left.isNegative() ? Duration.ZERO : left)
          + " ("
          + of(waiting.why())
          + ")";
    }
    if (state instanceof ClientState.Closed closed) {
      return "closed for good (" + of(closed.why()) + ")";
    }
    return "connecting";
  }

  private static String of(Disconnect why) {
    String reason = why.reason().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return reason + (why.detail().isEmpty() ? "" : ": " + why.detail());
  }

  /** True if {@code state} says that there is nobody to log in with. */
  static boolean isUnreachable(ClientState state) {
    return state instanceof ClientState.Waiting waiting
        && waiting.why().reason() == DisconnectReason.CONNECT_FAILED;
  }

  /** True if {@code state} says that TLS came to nothing. */
  static boolean isTlsFailed(ClientState state) {
    return state instanceof ClientState.Waiting waiting
        && waiting.why().reason() == DisconnectReason.TLS_FAILED;
  }

  /** What to tell the person who waits for a gateway that is not there, or not trusted. */
  static String unreachable(String endpoint, ClientState state) {
    String detail =
        state instanceof ClientState.Waiting waiting ? waiting.why().detail() : "no answer";
    if (isTlsFailed(state)) {
      return "heartwire: TLS with "
          + endpoint
          + " failed ("
          + detail
          + "): name its authority with --ca, call it by the name in its certificate, and use the"
          + " port that speaks TLS; it is tried again";
    }
    String what =
        detail.contains("refused")
            ? "nothing listens at " + endpoint
            : "no gateway can be reached at " + endpoint + " (" + detail + ")";
    return "heartwire: "
        + what
        + ": start a gateway there with './heartwire serve', or name the address of one; it is"
        + " tried again";
  }
}
