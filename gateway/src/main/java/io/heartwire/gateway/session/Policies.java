package io.heartwire.gateway.session;

import io.heartwire.core.liveness.LivenessPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which liveness policy a session is held to: the configuration's, its group's, the interval it
 * wished for, and what was set while running. Thread safe.
 *
 * <p>A wish is rounded to two significant digits and kept within the limits. A shorter interval
 * leaves the timeout as it is; a longer one lengthens it in proportion.
 */
public final class Policies {
  private static final int UNSTABLE_PERCENT = 150;

  private final Settings settings;
  private final LivenessChecks checks;

  /**
   * What the configuration says.
   *
   * @param base for clients of groups that have no rule
   * @param groups rules by group
   * @param uncheckedListeners listeners that do not judge silence unless told to while running
   * @param shortestWish the shortest interval a client may wish for
   * @param longestWish the longest interval a client may wish for
   */
  public record Settings(
      LivenessPolicy base,
      Map<String, GroupRule> groups,
      Set<String> uncheckedListeners,
      Duration shortestWish,
      Duration longestWish) {
    public Settings {
      groups = Map.copyOf(groups);
      uncheckedListeners = Set.copyOf(uncheckedListeners);
      if (shortestWish.compareTo(LivenessPolicy.MIN_INTERVAL) < 0
          || shortestWish.compareTo(longestWish) > 0) {
        throw new IllegalArgumentException(
            "the shortest interval a client may wish for ("
                + shortestWish
                + ") must be at least "
                + LivenessPolicy.MIN_INTERVAL
                + " and at most the longest ("
                + longestWish
                + "): change one of them");
      }
    }

    /** Only {@code base}, with wishes from the least interval to the tenfold of its interval. */
    public static Settings of(LivenessPolicy base) {
      return new Settings(
          base, Map.of(), Set.of(), LivenessPolicy.MIN_INTERVAL, base.interval().multipliedBy(10));
    }
  }

  /**
   * What is different for one group; empty means as everywhere.
   *
   * @param interval its heartbeat interval
   * @param timeout its timeout
   * @param check whether its silence is judged
   */
  public record GroupRule(
      Optional<Duration> interval, Optional<Duration> timeout, Optional<Boolean> check) {}

  /** Policies by {@code settings}, with {@code checks} over them. */
  public Policies(Settings settings, LivenessChecks checks) {
    this.settings = settings;
    this.checks = checks;
  }

  /** What a session begins with, until its connection looks up its own. */
  LivenessPolicy base() {
    return settings.base();
  }

  /** The settings made while running. */
  public LivenessChecks checks() {
    return checks;
  }

  /** What {@code session} is held to from now on. */
  public LivenessPolicy of(Session session) {
    return check(session, times(session));
  }

  private LivenessPolicy times(Session session) {
    LivenessPolicy base = settings.base();
    GroupRule rule = rule(session);
    Duration interval = rule.interval().orElse(base.interval());
    Duration timeout = rule.timeout().orElse(base.timeout());
    Duration wished = session.wishedInterval();
    if (!wished.isZero()) {
      Duration granted = granted(wished);
      if (granted.compareTo(interval) > 0) {
        double factor = (double) granted.toNanos() / interval.toNanos();
        timeout = Duration.ofNanos((long) (timeout.toNanos() * factor));
      }
      interval = granted;
    }
    if (session.isUnstable()) {
      timeout = timeout.multipliedBy(UNSTABLE_PERCENT).dividedBy(100);
    }
    if (interval.equals(base.interval()) && timeout.equals(base.timeout())) {
      return base;
    }
    return LivenessPolicy.server(interval, timeout)
        .withPingWhen(base.pingWhen())
        .withIdleTimeout(base.idleTimeout())
        .withFrameDeadline(base.frameDeadline())
        .withTrustAcks(base.trustAcks())
        .withCheck(base.check());
  }

  private LivenessPolicy check(Session session, LivenessPolicy policy) {
    boolean configured =
        rule(session)
            .check()
            .orElse(policy.check() && !settings.uncheckedListeners().contains(session.listener()));
    return policy.withCheck(checks.settingFor(session).orElse(configured));
  }

  private GroupRule rule(Session session) {
    return settings
        .groups()
        .getOrDefault(
            session.group(), new GroupRule(Optional.empty(), Optional.empty(), Optional.empty()));
  }

  /* Loops keep one entry for each distinct policy: two digits bound how many there can be. */
  private Duration granted(Duration wished) {
    long ms = Math.max(wished.toMillis(), settings.shortestWish().toMillis());
    ms = Math.min(ms, settings.longestWish().toMillis());
    long unit = 1;
    while (ms / unit >= 100) {
      unit *= 10;
    }
    Duration rounded = Duration.ofMillis(ms / unit * unit);
    return rounded.compareTo(settings.shortestWish()) < 0 ? settings.shortestWish() : rounded;
  }
}
