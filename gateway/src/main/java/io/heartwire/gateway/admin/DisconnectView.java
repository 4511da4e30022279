package io.heartwire.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.gateway.session.Addresses;
import io.heartwire.gateway.session.Departure;
import io.heartwire.wire.CloseCode;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One departure: who left, why, who decided, on what evidence. What is only known while the
 * departure is remembered in memory is left out otherwise.
 */
record DisconnectView(
    OptionalLong number,
    Instant at,
    Optional<String> clientId,
    String reason,
    String decidedBy,
    OptionalInt closeCode,
    String detail,
    long silenceMs,
    long excusedMs,
    int probesSent,
    Optional<KernelView> kernel,
    Optional<String> incident,
    Optional<String> listener,
    Optional<String> remoteAddress,
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
        OptionalLong.of(departure.number()),
        departure.at(),
        departure.clientId().map(Object::toString),
        disconnect.reason().name(),
        disconnect.decidedBy().name(),
        OptionalInt.of(CloseCode.of(disconnect.reason()).number()),
        disconnect.detail(),
        disconnect.silenceMs(),
        disconnect.excusedMs(),
        disconnect.probesSent(),
        KernelView.of(disconnect.kernel()),
        disconnect.incident(),
        Optional.of(departure.listener()),
        Optional.of(Addresses.text(departure.remoteAddress())),
        departure.visit().map(Visit::of));
  }

  /** As it was written down: {@code data} is that of the event that tells it. */
  static DisconnectView of(ClientId clientId, JsonNode data) {
    String reason = data.path("reason").asText();
    return new DisconnectView(
        OptionalLong.empty(),
        Instant.parse(data.path("lostAt").asText()),
        Optional.of(clientId.value()),
        reason,
        data.path("decidedBy").asText(),
        closeCode(reason),
        data.path("detail").asText(),
        data.path("silenceMs").asLong(),
        data.path("excusedMs").asLong(),
        data.path("probesSent").asInt(),
        KernelView.of(data.path("kernel")),
        Optional.ofNullable(data.path("incident").textValue()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** None for the reasons that only the engine knows, such as the loss of the node. */
  private static OptionalInt closeCode(String reason) {
    return Arrays.stream(DisconnectReason.values())
        .filter(it -> it.name().equals(reason))
        .mapToInt(it -> CloseCode.of(it).number())
        .findFirst();
  }
}
