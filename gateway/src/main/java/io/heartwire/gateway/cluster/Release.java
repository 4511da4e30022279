package io.heartwire.gateway.cluster;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import java.time.Duration;
import java.util.Optional;

/**
 * A connection of a session has ended.
 *
 * @param clientId whose
 * @param user for whom it acts, as was claimed
 * @param sessionId of the session, as was granted
 * @param epoch of the session
 * @param connection which connection of it
 * @param disconnect why, and on what evidence
 * @param grace how long it may come back and resume before it is announced offline; zero: not at
 *     all
 */
public record Release(
    ClientId clientId,
    Optional<String> user,
    String sessionId,
    long epoch,
    int connection,
    Disconnect disconnect,
    Duration grace) {}
