package io.heartwire.gateway.config;

import java.time.Duration;
import java.util.Optional;

/**
 * When a silent client passes which stage: it is shown as stale, then it is dead, then it is
 * announced offline. All rules computed for one group, and checked against each other.
 *
 * @param interval how often it promises a byte
 * @param staleAfter silence after which it is shown as stale; zero for never
 * @param timeout silence after which it is dead
 * @param grace how long after that it is announced offline; zero: at once
 */
record Stages(Duration interval, Duration staleAfter, Duration timeout, Duration grace) {
  /**
   * Those of {@code group}, named {@code name}; of all other clients if it is empty.
   *
   * @throws ConfigException if they are not in order, or a time is out of its bounds
   */
  static Stages of(
      LivenessConfig liveness, PresenceConfig presence, String name, Optional<GroupConfig> group) {
    String own = "groups." + name + ".";
    Optional<Duration> ownInterval = group.flatMap(GroupConfig::interval);
    Optional<TimeRule> ownTimeout = group.flatMap(GroupConfig::timeout);
    Optional<TimeRule> ownStale = group.flatMap(GroupConfig::staleAfter);
    Optional<TimeRule> ownGrace = group.flatMap(GroupConfig::grace);
    Duration interval = ownInterval.orElse(liveness.interval());
    Duration recheck = liveness.recheck();
    Stages stages =
        new Stages(
            interval,
            ownStale.orElse(liveness.staleAfter()).at(interval, recheck),
            ownTimeout.orElse(liveness.timeout()).at(interval, recheck),
            ownGrace.orElse(presence.grace()).at(interval, recheck));
    String intervalKey = ownInterval.isPresent() ? own + "interval" : "liveness.interval";
    String timeoutKey = ownTimeout.isPresent() ? own + "timeout" : "liveness.timeout";
    Limits.liveness(intervalKey, interval, timeoutKey, stages.timeout);
    stages.checkStale(
        ownStale.isPresent() ? own + "stale-after" : "liveness.stale-after",
        intervalKey,
        timeoutKey);
    Limits.offOrTime(ownGrace.isPresent() ? own + "grace" : "presence.grace", stages.grace);
    return stages;
  }

  private void checkStale(String key, String intervalKey, String timeoutKey) {
    if (staleAfter.isZero()) {
      return;
    }
    if (staleAfter.compareTo(interval) < 0) {
      throw new ConfigException(
          key
              + " ("
              + Text.of(staleAfter)
              + ") must be at least "
              + intervalKey
              + " ("
              + Text.of(interval)
              + "), within which a client need not say anything: raise it, or set it to off");
    }
    if (staleAfter.compareTo(timeout) >= 0) {
      throw new ConfigException(
          key
              + " ("
              + Text.of(staleAfter)
              + ") must be less than "
              + timeoutKey
              + " ("
              + Text.of(timeout)
              + "), after which the client is dead: lower it, or set it to off");
    }
  }

  /** Silence after which the client is announced offline: never before it is dead. */
  Duration announcedAfter() {
    return timeout.plus(grace);
  }
}
