package io.heartwire.wire;

/**
 * A client's report of how its previous connection ended, from which the server learns whether it
 * was right to close it.
 *
 * @param sessionId the session of that connection, at most {@value Frame.Welcome#MAX_SESSION_BYTES}
 *     bytes
 * @param cause the number of the close code, or a word such as {@code NO_PONG}; at most {@value
 *     #MAX_CAUSE_BYTES} bytes
 * @param sinceEndMs how long ago it ended, counted from the login that carries this report
 * @param sinceHeardMs how long ago the last byte arrived on it, counted likewise
 * @param unsentBytes written and never sent; -1 if unknown
 * @param unackedBytes sent and never acknowledged; -1 if unknown
 * @param networkChanged true if the client has changed its network since
 * @param stalledMs how much of the silence before the end the client itself did not run
 */
public record LastDisconnect(
    String sessionId,
    String cause,
    long sinceEndMs,
    long sinceHeardMs,
    long unsentBytes,
    long unackedBytes,
    boolean networkChanged,
    long stalledMs) {
  /** The longest cause, in bytes of UTF-8. */
  public static final int MAX_CAUSE_BYTES = 64;

  public LastDisconnect {
    FieldLimits.checkText("last_disconnect.session_id", sessionId, Frame.Welcome.MAX_SESSION_BYTES);
    FieldLimits.checkText("last_disconnect.cause", cause, MAX_CAUSE_BYTES);
    FieldLimits.checkNumber("last_disconnect.since_end_ms", sinceEndMs);
    FieldLimits.checkNumber("last_disconnect.since_heard_ms", sinceHeardMs);
    FieldLimits.checkNumber("last_disconnect.unsent_bytes", Math.max(0, unsentBytes));
    FieldLimits.checkNumber("last_disconnect.unacked_bytes", Math.max(0, unackedBytes));
    FieldLimits.checkNumber("last_disconnect.stalled_ms", stalledMs);
    unsentBytes = Math.max(-1, unsentBytes);
    unackedBytes = Math.max(-1, unackedBytes);
  }
}
