package io.heartwire.gateway.session;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.SocketSnapshot;
import io.heartwire.gateway.dispatch.Printable;
import io.heartwire.wire.CloseCode;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;

/** The one line that a log says of a departure. */
final class DepartureText {
  private DepartureText() {}

  /** Who left, why, measured against which limit, and with which code. */
  static String of(Departure departure) {
    Disconnect disconnect = departure.disconnect();
    StringBuilder line = new StringBuilder(160);
    line.append(departure.clientId().map(ClientId::value).orElseGet(() -> address(departure)))
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
      line.append(" [").append(address(departure)).append(" on ");
      line.append(departure.listener()).append(']');
    }
    return line.toString();
  }

  private static String address(Departure departure) {
    InetSocketAddress remote = departure.remoteAddress();
    String host =
        remote.getAddress() == null ? remote.getHostString() : remote.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + remote.getPort();
  }

  private static void appendEvidence(
      StringBuilder line, Departure departure, Disconnect disconnect) {
    line.append(String.format(Locale.ROOT, " after %.1fs (", disconnect.silenceMs() / 1e3));
    departure
        .visit()
        .ifPresent(
            visit -> line.append("limit ").append(seconds(visit.policy().timeout())).append(", "));
    line.append(
        String.format(
            Locale.ROOT,
            "%d of %d probes unanswered, %.1fs excused; kernel: ",
            disconnect.probesSent(),
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

  private static String seconds(Duration time) {
    return time.toMillis() % 1_000 == 0
        ? time.toSeconds() + "s"
        : String.format(Locale.ROOT, "%.1fs", time.toMillis() / 1e3);
  }
}
