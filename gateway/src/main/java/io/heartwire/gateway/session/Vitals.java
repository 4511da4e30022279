package io.heartwire.gateway.session;

import io.heartwire.core.liveness.SocketSnapshot;

/**
 * How a connection is doing at one moment.
 *
 * @param state the detector's view: ALIVE, SUSPECT, ACK_ONLY, HELD or DEAD
 * @param silenceMs attentive milliseconds since the last byte came in
 * @param roundTripMs the last measured round trip of a ping, 0 if none was measured
 * @param outboundBytes accepted for sending and not yet taken by the kernel
 * @param kernel what the kernel knows of the connection
 */
public record Vitals(
    String state, long silenceMs, double roundTripMs, long outboundBytes, SocketSnapshot kernel) {}
