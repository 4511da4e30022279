package io.heartwire.gateway.session;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.SocketSnapshot;
import io.heartwire.wire.CloseCode;
import java.util.Locale;

/** The one line that a log says of a departure. */
final class DepartureText {
  private DepartureText() {}

  /** Who left, why, measured against which limit, and with which code. */
  static String of(Departure departure) {
    Disconnect disconnect = departure.disconnect();
    StringBuilder line = new StringBuilder(160);
    line.append(who(departure))
        .append(departure.visit().isPresent() ? " left: " : " was turned away: ")
        .append(disconnect.reason());
    if (disconnect.decidedBy() == DisconnectReason.Initiator.DETECTOR) {
      appendEvidence(line, departure, disconnect);
    }
    if (!disconnect.detail().isEmpty()) {
      line.append(": ").append(printable(disconnect.detail()));
    }
    line.append(" -> closed ").append(CloseCode.of(disconnect.reason()).number());
    disconnect.incident().ifPresent(incident -> line.append(", incident ").append(incident));
    return line.toString();
  }

  private static String who(Departure departure) {
    String address = "[" + departure.remoteAddress() + " on " + departure.listener() + "]";
    return departure.clientId().map(id -> id.value() + " " + address).orElse(address);
  }

  private static void appendEvidence(
      StringBuilder line, Departure departure, Disconnect disconnect) {
    line.append(String.format(Locale.ROOT, " after %.1fs (", disconnect.silenceMs() / 1e3));
    departure
        .visit()
        .ifPresent(
            visit ->
                line.append(
                    String.format(
                        Locale.ROOT, "limit %.1fs, ", visit.policy().timeout().toMillis() / 1e3)));
    line.append(
        String.format(
            Locale.ROOT,
            "%d probes unanswered, %.1fs excused; kernel: ",
            disconnect.probesSent(),
            disconnect.excusedMs() / 1e3));
    SocketSnapshot kernel = disconnect.kernel();
    if (kernel.available()) {
      line.append(
          String.format(
              Locale.ROOT,
              "unacked=%d unread=%d rto=%.1fs",
              kernel.unackedSegments(),
              kernel.unreadBytes(),
              kernel.rtoMs() / 1e3));
    } else {
      line.append("cannot be asked");
    }
    line.append(')');
  }

  /** Without what could forge a log line: part of it comes from the peer. */
  private static String printable(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
