package io.heartwire.client;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.wire.LastDisconnect;

/**
 * What a client remembers of a session that ended, for the report at its next login.
 *
 * @param sessionId the server's name for it
 * @param cause the number of the server's close code, or a reason of our own
 * @param endedAtNanos when it ended
 * @param heardAtNanos when its last byte came
 * @param stalledMs how much of the time between the two we did not run
 * @param why with the kernel's evidence, if the detector ended it
 * @param localHost the address it had
 */
record LastSession(
    String sessionId,
    String cause,
    long endedAtNanos,
    long heardAtNanos,
    long stalledMs,
    Disconnect why,
    String localHost) {

  /** The report, told now to the server by a connection from {@code localHost}. */
  LastDisconnect report(long now, String localHost) {
    boolean known = why.kernel().available();
    return new LastDisconnect(
        sessionId,
        cause,
        millis(now - endedAtNanos),
        millis(now - heardAtNanos),
        known ? why.kernel().notSentBytes() : -1,
        // The kernel counts segments: whether there are any is what matters.
        known ? why.kernel().unackedSegments() : -1,
        !this.localHost.equals(localHost),
        stalledMs);
  }

  private static long millis(long nanos) {
    return Math.max(0, nanos / 1_000_000);
  }
}
