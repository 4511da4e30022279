package io.heartwire.gateway.config;

import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.netty.TcpKnobs;
import java.time.Duration;
import java.util.Optional;

/**
 * The kernel's timers for one listener's connections: {@code listeners.tcp.tcp.*}. An empty value
 * is {@code auto}: computed from the timeouts, see {@link GatewayConfig#tcpKnobs}; zero is {@code
 * off}: left to the kernel.
 */
public record TcpConfig(
    @Key(value = "true", doc = "SO_KEEPALIVE: finds dead hosts, not frozen applications.")
        boolean keepalive,
    @Key(
            value = "auto",
            doc = "TCP_KEEPIDLE. `auto`: the silence at which a client is suspected.",
            allowed = "auto, off, or 1s to 32767s")
        Optional<Duration> keepIdle,
    @Key(value = "auto", doc = "TCP_KEEPINTVL. `auto`: 3s.", allowed = "auto, off, or 1s to 32767s")
        Optional<Duration> keepInterval,
    @Key(
            value = "auto",
            doc = "TCP_KEEPCNT. `auto`: as many as fit into the user timeout.",
            allowed = "auto, 0 (the kernel's own), or 1 to 127")
        Optional<Integer> keepCount,
    @Key(
            value = "auto",
            doc =
                "TCP_USER_TIMEOUT. `auto`: the longest timeout + 15s, and if verdicts are held also "
                    + "`breaker.hold` + 20s for their paced release, so that the kernel never judges "
                    + "before we do.",
            allowed = "auto, off, or 1s to 2d")
        Optional<Duration> userTimeout,
    @Key(
            value = "auto",
            doc =
                "TCP_RTO_MAX_MS, where the kernel has it: the longest pause between two "
                    + "retransmissions. `auto`: 3s if there is a user timeout, else off.",
            allowed = "auto, off, or 1s to 120s")
        Optional<Duration> rtoMax) {

  private static final Duration SECOND = Duration.ofSeconds(1);

  public TcpConfig {
    String prefix = "listeners.tcp.tcp.";
    check(prefix + "keep-idle", keepIdle, TcpKnobs.MAX_KEEP);
    check(prefix + "keep-interval", keepInterval, TcpKnobs.MAX_KEEP);
    keepCount.ifPresent(n -> Limits.range(prefix + "keep-count", n, 0, TcpKnobs.MAX_PROBES));
    check(prefix + "user-timeout", userTimeout, Limits.LONGEST);
    check(prefix + "rto-max", rtoMax, Duration.ofMinutes(2));
  }

  private static void check(String key, Optional<Duration> value, Duration most) {
    value.filter(time -> !time.isZero()).ifPresent(time -> Limits.time(key, time, SECOND, most));
  }

  /**
   * The options of a listener whose clients are held to {@code policy} at the longest.
   *
   * @param longestDelay how much later a verdict can fall
   */
  TcpKnobs knobs(LivenessPolicy policy, Duration longestDelay, int backlog) {
    TcpKnobs matching = TcpKnobs.matching(policy, longestDelay);
    Duration user = userTimeout.orElse(matching.userTimeout());
    return new TcpKnobs(
        keepalive,
        keepIdle.orElse(matching.keepIdle()),
        keepInterval.orElse(matching.keepInterval()),
        keepCount.orElse(matching.keepProbes()),
        user,
        rtoMax.orElse(user.isZero() ? Duration.ZERO : matching.rtoMax()),
        matching.noDelay(),
        backlog);
  }
}
