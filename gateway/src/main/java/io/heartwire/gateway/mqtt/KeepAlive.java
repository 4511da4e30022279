package io.heartwire.gateway.mqtt;

import io.heartwire.core.liveness.LivenessPolicy;
import java.time.Duration;

/** What a client is held to for its keep alive. */
public final class KeepAlive {
  private KeepAlive() {}

  /**
   * How a listener judges.
   *
   * @param check false: no verdict is made of silence
   * @param trustAcks false where a proxy terminates TCP in front
   * @param idleTimeout for a client without a keep alive
   * @param strict neither a stall of ours nor a mass event puts a verdict off
   */
  public record Rules(boolean check, boolean trustAcks, Duration idleTimeout, boolean strict) {}

  /**
   * The policy of a client that promises a packet every {@code keepAlive}; one that promises
   * nothing is closed after the idle timeout, and its silence is not judged.
   *
   * @param group what its group is held to: its check, idle timeout and frame deadline hold here,
   *     and its silence is shown as stale in proportion
   */
  public static LivenessPolicy policy(Duration keepAlive, LivenessPolicy group, Rules rules) {
    if (keepAlive.isZero()) {
      return group
          .withCheck(false)
          .withIdleTimeout(group.idleTimeout().isZero() ? rules.idleTimeout() : group.idleTimeout())
          .withTrustAcks(rules.trustAcks());
    }
    return LivenessPolicy.keepAlive(keepAlive, rules.strict())
        .withStaleAfter(staleAfter(keepAlive, group))
        .withIdleTimeout(group.idleTimeout())
        .withFrameDeadline(group.frameDeadline())
        .withCheck(group.check() && rules.check())
        .withTrustAcks(rules.trustAcks());
  }

  /* As far behind the keep alive as the group says, but half way to the verdict at most. */
  private static Duration staleAfter(Duration keepAlive, LivenessPolicy group) {
    double share = (double) group.staleAfter().toNanos() / group.interval().toNanos();
    return Duration.ofMillis((long) (keepAlive.toMillis() * Math.min(1.25, share)));
  }
}
