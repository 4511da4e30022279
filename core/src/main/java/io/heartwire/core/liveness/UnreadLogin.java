package io.heartwire.core.liveness;

/** A login that lay unread while this process was stopped or blocked. */
public final class UnreadLogin {
  private UnreadLogin() {}

  /**
   * Whether its client may have given up: a login of {@code policy} ends within its deadline, so
   * that a client which waits no longer than that may be online elsewhere by now.
   *
   * @param ageMs since its last bytes came, in milliseconds of real time: what this process missed
   *     counts, as the client did not miss it
   */
  public static boolean isForNobody(LivenessPolicy policy, long ageMs) {
    return ageMs > policy.loginDeadline().toMillis();
  }
}
