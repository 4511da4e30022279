package io.heartwire.netty;

import io.heartwire.core.liveness.LivenessPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Where the kernel's patience and the detector's timeouts contradict each other, in sentences. */
final class TcpWarnings {
  private static final long RTO_MIN_MS = 200;

  private TcpWarnings() {}

  /** What follows from the values alone. */
  static List<String> everywhere(
      TcpKnobs knobs, Duration longestDelay, List<LivenessPolicy> policies) {
    List<String> warnings = new ArrayList<>();
    if (!knobs.userTimeout().isZero()) {
      shortUserTimeout(knobs, longestNeed(policies, longestDelay), warnings);
    }
    lateKeepAlive(knobs, policies, warnings);
    return List.copyOf(warnings);
  }

  /** What follows from the settings of {@code kernel}. */
  static List<String> here(
      TcpKnobs knobs, Duration longestDelay, List<LivenessPolicy> policies, KernelSettings kernel) {
    List<String> warnings = new ArrayList<>();
    if (knobs.userTimeout().isZero()) {
      Duration needed = longestNeed(policies, longestDelay);
      shortRetries(knobs, needed, kernel, warnings);
      shortKeepAlive(knobs, needed, kernel, warnings);
    }
    OptionalLong somaxconn = kernel.number("core/somaxconn");
    if (somaxconn.isPresent() && knobs.backlog() > somaxconn.getAsLong()) {
      warnings.add(
          "tcp.backlog (%d) is cut to net.core.somaxconn (%d) by the kernel: raise that, or lower the backlog"
              .formatted(knobs.backlog(), somaxconn.getAsLong()));
    }
    if (!knobs.rtoMax().isZero() && !kernel.hasRtoMax()) {
      warnings.add(
          "tcp.rto-max (%s) has no effect, this kernel has no TCP_RTO_MAX_MS: after an outage a heartbeat may wait for TCP's back-off; use Linux 6.15 or newer, or allow for it in liveness.timeout"
              .formatted(TcpKnobs.text(knobs.rtoMax())));
    }
    return List.copyOf(warnings);
  }

  private static Duration longestNeed(List<LivenessPolicy> policies, Duration longestDelay) {
    return policies.stream()
        .filter(LivenessPolicy::check)
        .map(policy -> TcpKnobs.leastUserTimeout(policy, longestDelay))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private static void shortUserTimeout(TcpKnobs knobs, Duration needed, List<String> warnings) {
    if (knobs.userTimeout().compareTo(needed) < 0) {
      warnings.add(
          "tcp.user-timeout (%s) is shorter than liveness.timeout, breaker.hold and the release of held verdicts together (%s): the kernel closes connections that the detector would spare; raise it above %s"
              .formatted(
                  TcpKnobs.text(knobs.userTimeout()),
                  TcpKnobs.text(needed),
                  TcpKnobs.text(needed)));
    }
  }

  private static void shortRetries(
      TcpKnobs knobs, Duration needed, KernelSettings kernel, List<String> warnings) {
    OptionalLong retries = kernel.number("ipv4/tcp_retries2");
    if (retries.isEmpty()) {
      return;
    }
    long rtoMaxMs =
        knobs.rtoMax().isZero() || !kernel.hasRtoMax() ? 120_000 : knobs.rtoMax().toMillis();
    Duration patience = Duration.ofMillis(patienceMs(retries.getAsLong(), rtoMaxMs));
    if (patience.compareTo(needed) < 0) {
      warnings.add(
          "net.ipv4.tcp_retries2 (%d) with retransmissions at most %s apart makes the kernel give up after about %s, before liveness.timeout, breaker.hold and the release of held verdicts have passed (%s): set tcp.user-timeout above %s"
              .formatted(
                  retries.getAsLong(),
                  TcpKnobs.text(Duration.ofMillis(rtoMaxMs)),
                  TcpKnobs.text(patience),
                  TcpKnobs.text(needed),
                  TcpKnobs.text(needed)));
    }
  }

  /* The kernel's own sum: each pause is twice the one before, up to the longest, and there are retries + 1 of them. */
  private static long patienceMs(long retries, long rtoMaxMs) {
    long sum = 0;
    long pauseMs = RTO_MIN_MS;
    for (long i = 0; i <= Math.min(retries, 1_000); i++) {
      sum += Math.min(pauseMs, rtoMaxMs);
      pauseMs = Math.min(pauseMs * 2, rtoMaxMs);
    }
    return sum;
  }

  private static void shortKeepAlive(
      TcpKnobs knobs, Duration needed, KernelSettings kernel, List<String> warnings) {
    if (!knobs.keepAlive()) {
      return;
    }
    Duration idle = orKernel(knobs.keepIdle(), kernel, "ipv4/tcp_keepalive_time");
    Duration pause = orKernel(knobs.keepInterval(), kernel, "ipv4/tcp_keepalive_intvl");
    long probes =
        knobs.keepProbes() > 0
            ? knobs.keepProbes()
            : kernel.number("ipv4/tcp_keepalive_probes").orElse(9);
    Duration patience = idle.plus(pause.multipliedBy(probes));
    if (patience.compareTo(needed) < 0) {
      warnings.add(
          "tcp keepalive (idle %s, %d probes %s apart) closes an unreachable client after %s, before liveness.timeout, breaker.hold and the release of held verdicts have passed (%s): raise tcp.keep-probes, or set tcp.user-timeout above %s"
              .formatted(
                  TcpKnobs.text(idle),
                  probes,
                  TcpKnobs.text(pause),
                  TcpKnobs.text(patience),
                  TcpKnobs.text(needed),
                  TcpKnobs.text(needed)));
    }
  }

  private static Duration orKernel(Duration value, KernelSettings kernel, String setting) {
    return value.isZero() ? Duration.ofSeconds(kernel.number(setting).orElse(7_200)) : value;
  }

  private static void lateKeepAlive(
      TcpKnobs knobs, List<LivenessPolicy> policies, List<String> warnings) {
    for (LivenessPolicy policy : policies) {
      boolean late =
          knobs.keepAlive()
              && policy.check()
              && knobs.keepIdle().compareTo(policy.timeout()) >= 0
              && policy.timeout().compareTo(TcpKnobs.MAX_KEEP) < 0;
      if (late) {
        warnings.add(
            "tcp.keep-idle (%s) is not shorter than liveness.timeout (%s), so the kernel has not asked when the verdict falls: lower it to %s"
                .formatted(
                    TcpKnobs.text(knobs.keepIdle()),
                    TcpKnobs.text(policy.timeout()),
                    TcpKnobs.text(TcpKnobs.wholeSeconds(policy.suspectAfter()))));
        return;
      }
    }
  }
}
