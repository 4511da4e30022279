package io.heartwire.core.liveness;

import java.util.Optional;

/**
 * How one connection ended: created once, before the close, by whoever decided it. Log line, event,
 * metric and diagnosis all read this value.
 *
 * @param reason the cause
 * @param detail in words, with values and limit; empty if the reason says it all
 * @param silenceMs attentive milliseconds since the last byte of the peer
 * @param excusedMs milliseconds within that silence during which we ourselves were not listening
 * @param probesSent pings that the peer was asked and did not answer
 * @param kernel what the kernel knew at the verdict
 * @param incident the mass event it belongs to, if any
 */
public record Disconnect(
    DisconnectReason reason,
    String detail,
    long silenceMs,
    long excusedMs,
    int probesSent,
    SocketSnapshot kernel,
    Optional<String> incident) {

  /** An end that needs no evidence: a goodbye, a takeover, a refusal. */
  public static Disconnect of(DisconnectReason reason, String detail) {
    return new Disconnect(reason, detail, 0, 0, 0, SocketSnapshot.NONE, Optional.empty());
  }

  /** Who decided. */
  public DisconnectReason.Initiator decidedBy() {
    return reason.decidedBy();
  }
}
