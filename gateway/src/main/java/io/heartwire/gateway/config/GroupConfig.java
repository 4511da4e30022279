package io.heartwire.gateway.config;

import java.time.Duration;
import java.util.Optional;

/**
 * What one group's clients are held to: {@code groups.<name>.*}. Empty means: as {@code liveness}.
 */
public record GroupConfig(
    @Key(
            value = "inherit",
            doc = "As `liveness.interval`, for this group.",
            reload = Reload.AT_ONCE)
        Optional<Duration> interval,
    @Key(value = "inherit", doc = "As `liveness.timeout`, for this group.", reload = Reload.AT_ONCE)
        Optional<Duration> timeout,
    @Key(
            value = "inherit",
            doc = "As `liveness.idle-timeout`, for this group.",
            reload = Reload.AT_ONCE)
        Optional<Duration> idleTimeout,
    @Key(
            value = "inherit",
            doc =
                "Whether a verdict is made of silence in this group; stands above the other `check`s.",
            reload = Reload.AT_ONCE)
        Optional<Boolean> check,
    @Key(value = "inherit", doc = "As `presence.grace`, for this group.", reload = Reload.AT_ONCE)
        Optional<Duration> grace) {}
