package io.heartwire.gateway.cluster;

/**
 * How many clients are in which state.
 *
 * @param attached connected
 * @param inGrace lost, and not yet announced offline
 * @param offline gone
 */
public record Presences(long attached, long inGrace, long offline) {}
