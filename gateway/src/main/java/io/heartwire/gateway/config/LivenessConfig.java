package io.heartwire.gateway.config;

import java.time.Duration;
import java.util.Optional;

/** What every client is held to, unless its group says otherwise: {@code liveness.*}. */
public record LivenessConfig(
    @Key(
            value = "50s",
            doc =
                "How often a client promises a byte; told to it in the welcome. "
                    + "It is the longest a dead peer on an idle connection can hide from the wire.",
            allowed = "100ms to 2d",
            reload = Reload.AT_ONCE)
        Duration interval,
    @Key(
            value = "150s",
            doc =
                "Silence after which a client is dead: a time, or a sum that names `interval` (the "
                    + "group's, where it has one) and `recheck`, such as `3 * interval` or `2 * "
                    + "recheck + 10 * interval`.",
            allowed = "at least 2 x interval (below 3 x it warns), at most 2d",
            reload = Reload.AT_ONCE)
        TimeRule timeout,
    @Key(
            value = "1.2 * interval",
            doc =
                "Silence after which a client is shown as stale, in lists, by a filter and in "
                    + "`heartwire_stale`; nothing else happens to it. A time or a sum, as `timeout`.",
            allowed = "off, or interval to less than timeout",
            reload = Reload.AT_ONCE)
        TimeRule staleAfter,
    @Key(
            value = "300s",
            doc =
                "What `recheck` stands for in a sum, for those who are used to count so; nothing "
                    + "else depends on it. Heartwire itself looks at every connection all the time.",
            allowed = "100ms to 2d",
            reload = Reload.AT_ONCE)
        Duration recheck,
    @Key(
            value = "off",
            doc =
                "A connection without a message (heartbeats do not count) for this long is closed.",
            allowed = "off, or 100ms to 2d",
            reload = Reload.AT_ONCE)
        Duration idleTimeout,
    @Key(
            value = "30s",
            doc =
                "A frame once begun must end within this, so that a byte now and then is not life.",
            allowed = "off, or 100ms to 2d",
            reload = Reload.AT_ONCE)
        Duration frameDeadline,
    @Key(
            value = "100ms",
            doc = "The shortest interval that a client gets for wishing it.",
            allowed = "100ms to 2d",
            reload = Reload.AT_ONCE)
        Duration wishedIntervalMin,
    @Key(
            value = "auto",
            doc =
                "The longest interval that a client gets for wishing it; its timeout grows in "
                    + "proportion. `auto`: ten times the interval.",
            allowed = "auto, or wished-interval-min to 2d",
            reload = Reload.AT_ONCE)
        Optional<Duration> wishedIntervalMax,
    @Key(
            value = "true",
            doc = "`false`: no verdict is made of silence, for anybody.",
            reload = Reload.AT_ONCE)
        boolean check) {

  public LivenessConfig {
    Limits.time("liveness.interval", interval, Limits.SHORTEST, Limits.LONGEST);
    Limits.time("liveness.recheck", recheck, Limits.SHORTEST, Limits.LONGEST);
    Limits.offOrTime("liveness.idle-timeout", idleTimeout);
    Limits.offOrTime("liveness.frame-deadline", frameDeadline);
    Limits.wishes(
        "liveness.wished-interval-min",
        wishedIntervalMin,
        "liveness.wished-interval-max",
        wishedIntervalMax);
  }

  /** The longest interval that a client may wish for, with {@code auto} computed. */
  public Duration longestWish() {
    return wishedIntervalMax.orElseGet(this::tenfold);
  }

  private Duration tenfold() {
    Duration ten = interval.multipliedBy(10);
    Duration most = ten.compareTo(Limits.LONGEST) < 0 ? ten : Limits.LONGEST;
    return most.compareTo(wishedIntervalMin) < 0 ? wishedIntervalMin : most;
  }
}
