package io.heartwire.gateway.cluster;

import io.heartwire.core.liveness.ClientId;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of one client.
 *
 * @param clientId who
 * @param state whether it is there
 * @param epoch of its present or last session
 * @param user the user it acts or acted for
 * @param group its group
 * @param door where it came in last
 * @param node the gateway that holds or held that session; empty if the engine has only one
 * @param since when that session began
 * @param changed when its state changed last
 * @param lastSeen when it was last known to be there; empty while it is attached
 * @param reason why its connection ended; empty while it is attached
 * @param evidence all that is known of that end, as a JSON object; empty while it is attached
 */
public record Holding(
    ClientId clientId,
    PresenceState state,
    long epoch,
    Optional<String> user,
    String group,
    Claim.Door door,
    Optional<String> node,
    Instant since,
    Instant changed,
    Optional<Instant> lastSeen,
    Optional<String> reason,
    Optional<String> evidence) {}
