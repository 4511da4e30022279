package io.heartwire.gateway.admin;

import io.heartwire.gateway.cluster.Holding;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a client is online, for others to know.
 *
 * @param presence ATTACHED, IN_GRACE or OFFLINE
 * @param since when its present or last session began
 * @param changed when its presence changed last
 * @param lastSeen when it was last known to be there; left out while it is attached
 * @param reason why its connection ended; left out while it is attached
 * @param node the gateway that holds or held it; left out if the engine has only one
 */
record HoldingView(
    String clientId,
    String presence,
    long epoch,
    Instant since,
    Instant changed,
    Optional<Instant> lastSeen,
    Optional<String> reason,
    Optional<String> node) {

  static HoldingView of(Holding holding) {
    return new HoldingView(
        holding.clientId().value(),
        holding.state().name(),
        holding.epoch(),
        holding.since(),
        holding.changed(),
        holding.lastSeen(),
        holding.reason(),
        holding.node());
  }
}
