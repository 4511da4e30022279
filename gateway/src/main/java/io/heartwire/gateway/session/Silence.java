package io.heartwire.gateway.session;

/**
 * How long an attached client has been silent.
 *
 * @param session of the client
 * @param state the detector's view: ALIVE, SUSPECT, ACK_ONLY, HELD or DEAD
 * @param silenceMs attentive milliseconds since its last byte
 */
public record Silence(Session session, String state, long silenceMs) {}
