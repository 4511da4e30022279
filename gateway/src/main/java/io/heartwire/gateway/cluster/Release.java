package io.heartwire.gateway.cluster;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import java.time.Duration;

/**
 * A connection of a session has ended.
 *
 * @param clientId whose
 * @param epoch of the session
 * @param connection which connection of it
 * @param disconnect why, and on what evidence
 * @param grace how long it may come back and resume before it is announced offline; zero: not at
 *     all
 */
public record Release(
    ClientId clientId, long epoch, int connection, Disconnect disconnect, Duration grace) {}
