package io.heartwire.gateway.config;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The kernel's timers for one listener's connections: {@code listeners.tcp.tcp.*}. An empty value
 * means {@code auto}: computed from the timeouts ({@link GatewayConfig#tcpOptions}); zero means
 * {@code off}.
 */
public record TcpOptions(
    @Key(value = "true", doc = "SO_KEEPALIVE.") boolean keepalive,
    @Key(
            value = "auto",
            doc = "TCP_KEEPIDLE. `auto`: the silence at which a client is suspected.",
            allowed = "auto, or 1s to 32767s")
        Optional<Duration> keepIdle,
    @Key(value = "3s", doc = "TCP_KEEPINTVL.", allowed = "1s to 32767s") Duration keepInterval,
    @Key(value = "9", doc = "TCP_KEEPCNT.", allowed = "1 to 127") int keepCount,
    @Key(
            value = "auto",
            doc =
                "TCP_USER_TIMEOUT. `auto`: timeout + hold + 15s, so that the kernel never judges "
                    + "before we do.",
            allowed = "auto, off, or 1s to 7d")
        Optional<Duration> userTimeout,
    @Key(
            value = "auto",
            doc =
                "TCP_RTO_MAX_MS, where the kernel has it. `auto`: 3s together with a user timeout, "
                    + "else off.",
            allowed = "auto, off, or 1s to 120s")
        Optional<Duration> rtoMax) {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration KERNEL_MAX = Duration.ofSeconds(32_767);

  public TcpOptions {
    String prefix = "listeners.tcp.tcp.";
    keepIdle.ifPresent(d -> Limits.time(prefix + "keep-idle", d, SECOND, KERNEL_MAX));
    Limits.time(prefix + "keep-interval", keepInterval, SECOND, KERNEL_MAX);
    Limits.range(prefix + "keep-count", keepCount, 1, 127);
    userTimeout
        .filter(d -> !d.isZero())
        .ifPresent(d -> Limits.time(prefix + "user-timeout", d, SECOND, Limits.LONGEST));
    rtoMax
        .filter(d -> !d.isZero())
        .ifPresent(d -> Limits.time(prefix + "rto-max", d, SECOND, Duration.ofMinutes(2)));
  }

  /** The same with every {@code auto} replaced by what it means for these timeouts. */
  TcpOptions resolved(Duration suspectAfter, Duration timeout, Duration hold) {
    Duration idle = suspectAfter.plusMillis(999).truncatedTo(ChronoUnit.SECONDS);
    Duration user = userTimeout.orElse(timeout.plus(hold).plusSeconds(15));
    return new TcpOptions(
        keepalive,
        Optional.of(keepIdle.orElse(idle.compareTo(KERNEL_MAX) > 0 ? KERNEL_MAX : idle)),
        keepInterval,
        keepCount,
        Optional.of(user),
        Optional.of(rtoMax.orElse(user.isZero() ? Duration.ZERO : Duration.ofSeconds(3))));
  }
}
