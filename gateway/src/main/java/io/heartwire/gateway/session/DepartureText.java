package io.heartwire.gateway.session;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.SocketSnapshot;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Printable;
import java.time.Duration;

/** The one line that a log says of a departure. */
final class DepartureText {
  private DepartureText() {}

  /** Who left, why, measured against which limit, and with which code. */
  static String of(Departure departure) {
    Disconnect disconnect = departure.disconnect();
    StringBuilder line = new StringBuilder(160);
    line.append(
            departure
                .clientId()
                .map(ClientId::value)
                .orElseGet(() -> Addresses.text(departure.remoteAddress())))
        .append(departure.visit().isPresent() ? " left: " : " turned away: ")
        .append(disconnect.reason());
    if (disconnect.decidedBy() == DisconnectReason.Initiator.DETECTOR) {
      appendEvidence(line, departure, disconnect);
    }
    if (!disconnect.detail().isEmpty()) {
      line.append(": ").append(Printable.of(disconnect.detail()));
    }
    line.append(" -> closed ").append(CloseCode.of(disconnect.reason()).number());
    disconnect.incident().ifPresent(incident -> line.append(", incident ").append(incident));
    if (departure.clientId().isPresent()) {
      line.append(" [").append(Addresses.text(departure.remoteAddress())).append(" on ");
      line.append(departure.listener()).append(']');
    }
    return line.toString();
  }

  private static void appendEvidence(
      StringBuilder line, Departure departure, Disconnect disconnect) {
    appendSeconds(line.append(" after "), disconnect.silenceMs()).append(" (");
    departure
        .visit()
        .ifPresent(
            visit -> line.append("limit ").append(seconds(visit.policy().timeout())).append(", "));
    int probes = disconnect.probesSent();
    line.append(probes).append(" of ").append(probes).append(" probes unanswered, ");
    appendSeconds(line, disconnect.excusedMs()).append(" excused; kernel: ");
    SocketSnapshot kernel = disconnect.kernel();
    if (kernel.available()) {
      line.append("unacked=").append(kernel.unackedSegments());
      line.append(" unread=").append(kernel.unreadBytes());
      appendSeconds(line.append(" rto="), kernel.rtoMs());
    } else {
      line.append("cannot be asked");
    }
    line.append(')');
  }

  private static String seconds(Duration time) {
    return time.toMillis() % 1_000 == 0
        ? time.toSeconds() + "s"
        : appendSeconds(new StringBuilder(), time.toMillis()).toString();
  }

  /* By hand: a mass death formats as many of them as clients die, and a Formatter costs more than all else. */
  private static StringBuilder appendSeconds(StringBuilder line, long ms) {
    long tenths = (Math.max(0, ms) + 50) / 100;
    return line.append(tenths / 10).append('.').append(tenths % 10).append('s');
  }
}
