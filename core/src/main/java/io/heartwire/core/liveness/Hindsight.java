package io.heartwire.core.liveness;

/**
 * What a verdict of the detector turns out to have been, once the client is back and tells its
 * side. Judges verdicts that have fallen, never a client.
 */
public enum Hindsight {
  /** The client was there: our mistake. */
  FALSE,
  /** The client's path was down for longer than the timeout: nobody could have told better. */
  UNREACHABLE,
  /** The client itself did not run. */
  STALLED;

  /*
   * The pong to its last heartbeat reaches a client a moment after that heartbeat reached us, also
   * when the cable is cut right behind it. Hence the tolerance: only what it heard clearly later
   * than we heard it proves a path.
   */
  private static final long TOLERANCE_MAX_MS = 1_000;

  /**
   * The client's side.
   *
   * @param heardMs how long before the verdict the last byte of ours reached it; negative if after
   * @param stalledMs how much of the silence it did not run itself
   * @param allArrived true if nothing it had said was unsent or unacknowledged
   */
  public record Account(long heardMs, long stalledMs, boolean allArrived) {}

  /**
   * What {@code account} says of {@code verdict}, which the detector made.
   *
   * @param policy what the client was held to
   */
  public static Hindsight of(Disconnect verdict, LivenessPolicy policy, Account account) {
    if (account.stalledMs() > verdict.silenceMs() / 2) {
      return STALLED;
    }
    long timeoutMs = policy.timeout().toMillis();
    long toleranceMs = Math.min(TOLERANCE_MAX_MS, timeoutMs / 10);
    long silenceMs = Math.min(timeoutMs, verdict.silenceMs());
    boolean heard = account.heardMs() + toleranceMs < silenceMs;
    return heard || account.allArrived() ? FALSE : UNREACHABLE;
  }
}
