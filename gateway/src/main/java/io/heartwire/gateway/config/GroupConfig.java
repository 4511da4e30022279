package io.heartwire.gateway.config;

import io.heartwire.gateway.dispatch.Model;
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
        Optional<TimeRule> timeout,
    @Key(
            value = "inherit",
            doc = "As `liveness.stale-after`, for this group.",
            reload = Reload.AT_ONCE)
        Optional<TimeRule> staleAfter,
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
        Optional<TimeRule> grace,
    @Key(
            value = "inherit",
            doc =
                "As `dispatch.default`, for messages of this group's clients; a type that has a `model` "
                    + "of its own keeps it.",
            reload = Reload.AT_ONCE)
        Optional<Model> dispatch) {}
