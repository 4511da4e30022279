package io.heartwire.client;

/**
 * What one client has counted since it was made.
 *
 * @param sent messages written to a connection, each time they were
 * @param acked messages whose acknowledgement came
 * @param refused messages that were not taken because the outbox was full
 * @param received messages that came
 * @param dropped messages that came and were dropped, unacknowledged, because the listener was too
 *     far behind
 * @param repeated messages that came again, under the same id, and were not handed on again
 * @param sessions logins that the server accepted
 * @param held messages in the outbox now: not written yet, or not acknowledged
 */
public record ClientCounters(
    long sent,
    long acked,
    long refused,
    long received,
    long dropped,
    long repeated,
    long sessions,
    int held) {
  static ClientCounters of(Outbox outbox, Intake intake, long sent, long sessions) {
    return new ClientCounters(
        sent,
        outbox.acked(),
        outbox.refused(),
        intake.received(),
        intake.dropped(),
        intake.repeated(),
        sessions,
        outbox.held());
  }
}
