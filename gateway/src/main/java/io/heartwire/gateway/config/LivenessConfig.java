package io.heartwire.gateway.config;

import io.heartwire.core.liveness.LivenessPolicy;
import java.time.Duration;

/** What every client is held to, unless its group says otherwise: {@code liveness.*}. */
public record LivenessConfig(
    @Key(
            value = "50s",
            doc =
                "How often a client promises a byte; told to it in the welcome. "
                    + "It is the longest a dead peer on an idle connection can hide from the wire.",
            allowed = "100ms to 2d")
        Duration interval,
    @Key(
            value = "150s",
            doc = "Silence after which a client is dead.",
            allowed = "at least 2 x interval (below 3 x it warns), at most 2d")
        Duration timeout,
    @Key(
            value = "off",
            doc =
                "A connection without a message (heartbeats do not count) for this long is closed.",
            allowed = "off, or 100ms to 2d")
        Duration idleTimeout,
    @Key(
            value = "30s",
            doc =
                "A frame once begun must end within this, so that a byte now and then is not life.",
            allowed = "off, or 100ms to 2d")
        Duration frameDeadline,
    @Key(value = "true", doc = "`false`: no verdict is made of silence, for anybody.")
        boolean check) {

  public LivenessConfig {
    Limits.liveness("liveness.interval", interval, "liveness.timeout", timeout);
    Limits.offOrTime("liveness.idle-timeout", idleTimeout);
    Limits.offOrTime("liveness.frame-deadline", frameDeadline);
  }

  /** The same as a policy of the detector. */
  public LivenessPolicy policy() {
    return LivenessPolicy.server(interval, timeout)
        .withIdleTimeout(idleTimeout)
        .withFrameDeadline(frameDeadline)
        .withCheck(check);
  }
}
