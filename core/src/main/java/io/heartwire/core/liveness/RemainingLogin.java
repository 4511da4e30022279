package io.heartwire.core.liveness;

import java.time.Duration;

/** What is left of a login deadline when a connection becomes another kind of connection. */
public final class RemainingLogin {
  /* A loop keeps one entry for each distinct policy: tenths bound how many there can be. */
  private static final int PARTS = 10;

  private RemainingLogin() {}

  /** {@code login} with the deadline that is left after {@code elapsedNanos}, in whole tenths. */
  public static LivenessPolicy of(LivenessPolicy login, long elapsedNanos) {
    Duration part = login.loginDeadline().dividedBy(PARTS);
    if (part.isZero()) {
      return login;
    }
    long gone = Math.min(PARTS - 1, Math.max(0, elapsedNanos / part.toNanos()));
    return gone == 0
        ? login
        : LivenessPolicy.login(part.multipliedBy(PARTS - gone), login.frameDeadline());
  }
}
