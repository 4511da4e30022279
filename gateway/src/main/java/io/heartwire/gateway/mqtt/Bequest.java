package io.heartwire.gateway.mqtt;

import io.heartwire.core.liveness.ClientId;
import java.util.Optional;

/**
 * A will, and whose it is.
 *
 * @param client who was lost
 * @param user for whom it acted, if for anybody
 * @param epoch of its session
 * @param will what is to be told
 */
public record Bequest(ClientId client, Optional<String> user, long epoch, Will will) {}
