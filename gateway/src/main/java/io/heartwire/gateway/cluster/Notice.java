package io.heartwire.gateway.cluster;

import io.heartwire.core.liveness.ClientId;
import java.util.Optional;

/**
 * Something to be told that changes nobody's presence.
 *
 * @param type not one that begins or ends a session: those are the engine's own
 * @param client which client; empty if it concerns none
 * @param user which user; empty if it concerns none
 * @param epoch of the client's session; 0 if it has none
 * @param data all else, as a JSON object
 */
public record Notice(
    EventType type, Optional<ClientId> client, Optional<String> user, long epoch, String data) {}
