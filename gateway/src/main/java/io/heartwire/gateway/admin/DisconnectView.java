package io.heartwire.gateway.admin;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.gateway.session.Addresses;
import io.heartwire.gateway.session.Departure;
import io.heartwire.wire.CloseCode;
import java.time.Instant;
import java.util.Optional;

/** One departure: who left, why, who decided, on what evidence. */
record DisconnectView(
    long number,
    Instant at,
    Optional<String> clientId,
    String reason,
    String decidedBy,
    int closeCode,
    String detail,
    long silenceMs,
    long excusedMs,
    int probesSent,
    Optional<KernelView> kernel,
    Optional<String> incident,
    String listener,
    String remoteAddress,
    Optional<Visit> session) {

  /** The session that ended; absent if the connection had not logged in. */
  record Visit(
      String sessionId,
      long epoch,
      Optional<String> user,
      String group,
      String version,
      Instant since,
      long intervalMs,
      long timeoutMs) {

    static Visit of(Departure.Visit visit) {
      LivenessPolicy policy = visit.policy();
      return new Visit(
          visit.sessionId(),
          visit.epoch(),
          visit.user(),
          visit.group(),
          visit.version(),
          visit.since(),
          policy.interval().toMillis(),
          policy.timeout().toMillis());
    }
  }

  static DisconnectView of(Departure departure) {
    Disconnect disconnect = departure.disconnect();
    return new DisconnectView(
        departure.number(),
        departure.at(),
        departure.clientId().map(Object::toString),
        disconnect.reason().name(),
        disconnect.decidedBy().name(),
        CloseCode.of(disconnect.reason()).number(),
        disconnect.detail(),
        disconnect.silenceMs(),
        disconnect.excusedMs(),
        disconnect.probesSent(),
        KernelView.of(disconnect.kernel()),
        disconnect.incident(),
        departure.listener(),
        Addresses.text(departure.remoteAddress()),
        departure.visit().map(Visit::of));
  }
}
