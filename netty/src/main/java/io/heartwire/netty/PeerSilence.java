package io.heartwire.netty;

import io.heartwire.core.liveness.LivenessState;

/**
 * How long one peer has been silent.
 *
 * @param peer what was made of its channel
 * @param state what the detector thinks of it
 * @param silenceMs attentive milliseconds since its last byte
 */
public record PeerSilence<T>(T peer, LivenessState state, long silenceMs) {}
