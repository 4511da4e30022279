package io.heartwire.gateway.transport.http;

import io.heartwire.core.liveness.LivenessPolicy;
import java.time.Duration;

/** What is left of a login deadline when a connection becomes another kind of connection. */
final class Remaining {
  /* A loop keeps one entry for each distinct policy: tenths bound how many there can be. */
  private static final int PARTS = 10;

  private Remaining() {}

  /** {@code login} with the deadline that is left after {@code elapsedNanos}, in whole tenths. */
  static LivenessPolicy of(LivenessPolicy login, long elapsedNanos) {
    return LivenessPolicy.login(left(login.loginDeadline(), elapsedNanos), login.frameDeadline());
  }

  private static Duration left(Duration whole, long elapsedNanos) {
    Duration part = whole.dividedBy(PARTS);
    if (part.isZero()) {
      return whole;
    }
    long gone = Math.min(PARTS - 1, Math.max(0, elapsedNanos / part.toNanos()));
    return whole.minus(part.multipliedBy(gone));
  }
}
