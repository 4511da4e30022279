package io.heartwire.core.liveness;

import io.heartwire.core.liveness.SocketSnapshot.TcpState;

/** What a test's kernel knows of one socket. Times are the loop's real milliseconds. */
final class Kernel {
  boolean available = true;
  TcpState state = TcpState.ESTABLISHED;
  long dataAt;
  long ackAt;
  long unread;
  long unacked;
  long notSent;
  long rto = 200;
  int backoff;

  /** What stays unacknowledged is repeated; 0: what is in flight is younger than that. */
  int retransmits = 1;

  boolean writeProgressed;

  /** Whether whatever we send is acknowledged at once. */
  boolean acknowledges;

  /** Everything sent until now is acknowledged. */
  void acked(long nowMs) {
    ackAt = nowMs;
    unacked = 0;
  }

  /** We sent something. */
  void sent(long nowMs) {
    if (acknowledges) {
      acked(nowMs);
    } else {
      unacked++;
    }
  }

  SocketSnapshot snapshot(long nowMs) {
    if (!available) {
      return SocketSnapshot.none(writeProgressed);
    }
    return new SocketSnapshot(
        true,
        state,
        nowMs - dataAt,
        nowMs - ackAt,
        unread,
        unacked,
        notSent,
        rto,
        backoff,
        unacked > 0 ? retransmits : 0,
        1,
        writeProgressed);
  }
}
