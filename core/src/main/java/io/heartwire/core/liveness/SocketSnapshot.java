package io.heartwire.core.liveness;

/**
 * What the kernel knew of one TCP connection at one moment (Linux {@code TCP_INFO} and {@code
 * SO_MEMINFO}); times are milliseconds ago, with the kernel's granularity of about 4 ms.
 *
 * @param available false where the kernel cannot be asked (NIO, other systems): all else is then 0
 * @param state the connection's TCP state
 * @param lastDataMs since the last data arrived; an acknowledgement does not refresh it
 * @param lastAckMs since the last acknowledgement arrived; pure data does not refresh it
 * @param unreadBytes received by the kernel and not read by us yet, with the kernel's overhead
 * @param unackedSegments sent and not acknowledged
 * @param notSentBytes handed to the kernel (or queued before it) and not sent yet
 * @param rtoMs the present retransmission timeout, already multiplied by back-off
 * @param backoff how often the retransmission timeout has doubled
 * @param retransmits retransmissions of the segment that is waiting now
 * @param rttMs the smoothed round trip, milliseconds
 * @param writeProgressed true if bytes left our own queue since the last time we asked
 */
public record SocketSnapshot(
    boolean available,
    TcpState state,
    long lastDataMs,
    long lastAckMs,
    long unreadBytes,
    long unackedSegments,
    long notSentBytes,
    long rtoMs,
    int backoff,
    int retransmits,
    long rttMs,
    boolean writeProgressed) {

  /** The answer where the kernel cannot be asked. */
  public static final SocketSnapshot NONE = none(false);

  /** The answer where the kernel cannot be asked, but our own queue can. */
  public static SocketSnapshot none(boolean writeProgressed) {
    return new SocketSnapshot(false, TcpState.UNKNOWN, 0, 0, 0, 0, 0, 0, 0, 0, 0, writeProgressed);
  }

  /** The retransmission timeout before back-off, at most 3 s: how long a fresh probe may need. */
  public int baseRtoMs() {
    return (int) Math.min(3_000, rtoMs >> Math.min(backoff, 30));
  }

  /** The TCP states that matter to a verdict. */
  public enum TcpState {
    /** Not asked, or not one of those below. */
    UNKNOWN,
    /** Both directions open. */
    ESTABLISHED,
    /** The peer has closed its direction. */
    CLOSE_WAIT,
    /** Gone: reset, or given up by the kernel. */
    CLOSED
  }
}
