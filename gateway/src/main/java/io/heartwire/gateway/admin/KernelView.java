package io.heartwire.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.core.liveness.SocketSnapshot;
import java.util.Optional;

/** What the kernel knew of a connection; times are ago. See {@link SocketSnapshot}. */
record KernelView(
    String state,
    long lastDataMs,
    long lastAckMs,
    long unreadBytes,
    long unackedSegments,
    long notSentBytes,
    long rtoMs,
    int backoff,
    int retransmits,
    long rttMs) {

  /** Empty where the kernel could not be asked. */
  static Optional<KernelView> of(SocketSnapshot kernel) {
    if (!kernel.available()) {
      return Optional.empty();
    }
    return Optional.of(
        new KernelView(
            kernel.state().name(),
            kernel.lastDataMs(),
            kernel.lastAckMs(),
            kernel.unreadBytes(),
            kernel.unackedSegments(),
            kernel.notSentBytes(),
            kernel.rtoMs(),
            kernel.backoff(),
            kernel.retransmits(),
            kernel.rttMs()));
  }

  /** As it was written down in an event; empty if it is not there. */
  static Optional<KernelView> of(JsonNode kernel) {
    if (!kernel.isObject()) {
      return Optional.empty();
    }
    return Optional.of(
        new KernelView(
            kernel.path("state").asText(),
            kernel.path("lastDataMs").asLong(),
            kernel.path("lastAckMs").asLong(),
            kernel.path("unreadBytes").asLong(),
            kernel.path("unackedSegments").asInt(),
            kernel.path("notSentBytes").asLong(),
            kernel.path("rtoMs").asLong(),
            kernel.path("backoff").asInt(),
            kernel.path("retransmits").asInt(),
            kernel.path("rttMs").asLong()));
  }
}
