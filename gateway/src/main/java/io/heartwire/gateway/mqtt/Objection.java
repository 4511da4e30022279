package io.heartwire.gateway.mqtt;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;

/**
 * Why a packet is not taken, so that its connection ends.
 *
 * @param code what MQTT 5 is told
 * @param disconnect how the end is recorded
 */
public record Objection(ReasonCode code, Disconnect disconnect) {
  /** The client's packet is to blame; {@code detail} says for what, and the remedy. */
  public static Objection of(ReasonCode code, String detail) {
    return new Objection(code, Disconnect.of(DisconnectReason.MALFORMED_FRAME, detail));
  }
}
