package io.heartwire.gateway.admin;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How the gateway is, at one glance.
 *
 * @param transport what the event loops run on: epoll, nio or io_uring
 * @param before how many were attached, in grace and offline an hour ago
 * @param health how many clients are how
 * @param detached it is out of touch with what it shares with other gateways: connections stay, and
 *     nobody is let in
 * @param draining clients are being sent away, or are about to be
 * @param drain how far that has come; absent while there is no drain
 * @param lastSweepMs how long ago the detector of the loop swept that has waited longest; absent
 *     while nobody is connected
 * @param disconnects how many sessions ended since the start, by reason; those that did not occur
 *     are left out
 * @param warnings what deserves a look, one sentence each
 */
record StatusView(
    String node,
    String transport,
    Instant startedAt,
    long uptimeMs,
    long attached,
    long inGrace,
    long offline,
    Optional<TrendView> before,
    Map<String, Long> health,
    long connections,
    boolean detached,
    boolean draining,
    Optional<DrainView> drain,
    Breaker breaker,
    OptionalLong lastSweepMs,
    long suspects,
    long heartbeats,
    long logins,
    long falseDisconnects,
    long unreachable,
    Map<String, Long> disconnects,
    Map<String, String> listeners,
    List<Loop> loops,
    List<String> warnings) {

  /**
   * The mass breaker.
   *
   * @param state open or closed
   * @param why one sentence; absent while it is closed
   */
  record Breaker(
      String state,
      String mode,
      Optional<String> why,
      Optional<String> incident,
      int unanswered,
      int incidents,
      long heldInAll) {}

  /**
   * One event loop.
   *
   * @param lagMs how late it is now; grows while something blocks it
   * @param maxLagMs the most it ever was
   * @param stalls how often it could not listen since the start
   * @param stalledMs for how long in all
   * @param sweepMicros what the latest sweep took
   */
  record Loop(
      String name,
      long lagMs,
      long maxLagMs,
      int connections,
      int suspects,
      long stalls,
      long stalledMs,
      long lateReads,
      long verdicts,
      long errors,
      long sweepMicros) {}
}
