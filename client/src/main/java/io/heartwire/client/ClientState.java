package io.heartwire.client;

import io.heartwire.core.liveness.Disconnect;
import java.time.Duration;
import java.time.Instant;

/**
 * Where a {@link HeartwireClient} is.
 *
 * <pre>
 * Connecting --Welcome--> Online --lost--> Waiting --> Connecting
 *     |  failed                                ^
 *     +----------------------------------------+
 *   told not to return, or close() -> Closed
 * </pre>
 */
public sealed interface ClientState {
  /**
   * Connects or logs in.
   *
   * @param attempt 1 for the first since the start or since a session held; 0 before
   */
  record Connecting(int attempt) implements ClientState {}

  /**
   * Logged in.
   *
   * @param since when the server said so
   * @param sessionId the server's name for this session
   * @param epoch greater than that of every earlier session of this client, compared unsigned
   * @param interval something is said at least this often
   */
  record Online(Instant since, String sessionId, long epoch, Duration interval)
      implements ClientState {}

  /**
   * Comes back by itself.
   *
   * @param until when the next attempt is made
   * @param why how the last attempt or session ended
   */
  record Waiting(Instant until, Disconnect why) implements ClientState {}

  /**
   * Does not come back by itself.
   *
   * @param why the cause
   * @param credentialWanted true if {@link HeartwireClient#credential} would go on
   */
  record Closed(Disconnect why, boolean credentialWanted) implements ClientState {}
}
