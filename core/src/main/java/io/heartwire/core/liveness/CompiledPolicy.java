package io.heartwire.core.liveness;

import java.time.Duration;

/** A policy as the sweep reads it: milliseconds in ints, and what follows from them. */
final class CompiledPolicy {
  /**
   * No time that can be configured comes near it; a difference of clock readings never reaches it.
   */
  static final int NEVER = Integer.MAX_VALUE;

  /** An age that no reading of the clock is allowed to pass, so that it cannot wrap. */
  static final int OLDEST_MS = StallLog.OLDEST_MS;

  final LivenessPolicy policy;
  final int intervalMs;
  final int timeoutMs;
  final int frozenMs;

  /** Silence at which the peer is suspected. */
  final int suspectMs;

  /** Silence at which the peer is shown as stale. */
  final int staleMs;

  /** Silence at which a connection leaves the fast path of the sweep. */
  final int attentionMs;

  final int idleMs;
  final int frameMs;
  final int loginMs;

  /** How long a probe may take to be answered, whatever the round trip. */
  final int probeWaitMs;

  final boolean judgesPongs;
  final boolean held;

  /** Neither a stall of ours nor the breaker puts a verdict off. */
  final boolean strict;

  /** True if more than silence must be looked at on every sweep. */
  final boolean hasDuties;

  int users;

  CompiledPolicy(LivenessPolicy policy) {
    this.policy = policy;
    intervalMs = ms(policy.interval());
    timeoutMs = ms(policy.timeout());
    frozenMs = ms(policy.frozenAfter());
    judgesPongs = policy.verdict() == LivenessPolicy.Verdict.PONGS;
    held = policy.held();
    strict = policy.verdict() == LivenessPolicy.Verdict.KEEP_ALIVE_STRICT;
    suspectMs = policy.check() && !judgesPongs ? ms(policy.suspectAfter()) : NEVER;
    staleMs = policy.check() ? orNever(policy.staleAfter()) : NEVER;
    attentionMs = Math.min(suspectMs, OLDEST_MS);
    idleMs = orNever(policy.idleTimeout());
    frameMs = orNever(policy.frameDeadline());
    loginMs = orNever(policy.loginDeadline());
    probeWaitMs = Math.min(3_000, (timeoutMs - ms(policy.suspectAfter())) / 2);
    hasDuties =
        policy.pingWhen() != LivenessPolicy.PingWhen.NEVER || idleMs != NEVER || loginMs != NEVER;
  }

  /** Not where the check is off: a client that waits for its welcome may not ping yet. */
  boolean asksAfterSuspend() {
    return judgesPongs && policy.check();
  }

  /**
   * Whether the timeout starts now for a peer that was held to {@code old}: verdicts were held
   * until now, or the timeout becomes so much shorter that the peer would be suspected at once.
   * Nobody is dead because of a change of ours.
   */
  boolean beginsAnew(CompiledPolicy old, int silenceMs) {
    boolean shorter = policy.timeout().compareTo(old.policy.timeout()) < 0;
    return (old.held && !held) || (shorter && silenceMs >= suspectMs);
  }

  /** The least silence after a probe before a verdict may fall. */
  int patienceMs(int baseRtoMs) {
    return Math.max(probeWaitMs, 4 * baseRtoMs);
  }

  private static int orNever(Duration time) {
    return time.isZero() ? NEVER : ms(time);
  }

  private static int ms(Duration time) {
    return (int) Math.min(NEVER - 1L, time.toMillis());
  }
}
