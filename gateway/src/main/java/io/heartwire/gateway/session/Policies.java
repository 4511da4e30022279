package io.heartwire.gateway.session;

import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.time.NanoClock;
import java.time.Duration;
import java.util.Map;

/**
 * Which liveness policy a session is held to: its group's or everybody's, with the interval it
 * wished for, more time if it is unstable, and what was set while running. Thread safe.
 *
 * <p>A wish is kept within the limits and rounded down to two significant digits. A shorter
 * interval leaves the timeout as it is; a longer one lengthens it in proportion.
 */
public final class Policies {
  private volatile Settings settings;
  private final LivenessChecks checks;
  private final NanoClock clock;

  /* A policy is some 200 bytes, and thousands of sessions are held to the same one. */
  private final SharedValues<LivenessPolicy> shared = new SharedValues<>();

  /**
   * What the configuration says.
   *
   * @param base for clients of groups that have no policy of their own
   * @param groups policies by group
   * @param shortestWish the shortest interval a client may wish for
   * @param longestWish the longest interval a client may wish for
   * @param listeners instead of {@code base} and {@code groups}, by the name of the listener
   */
  public record Settings(
      LivenessPolicy base,
      Map<String, LivenessPolicy> groups,
      Duration shortestWish,
      Duration longestWish,
      Map<String, OfListener> listeners) {
    public Settings {
      groups = Map.copyOf(groups);
      listeners = Map.copyOf(listeners);
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

    /** The same for all listeners. */
    public Settings(
        LivenessPolicy base,
        Map<String, LivenessPolicy> groups,
        Duration shortestWish,
        Duration longestWish) {
      this(base, groups, shortestWish, longestWish, Map.of());
    }

    private LivenessPolicy of(Session session) {
      OfListener own = listeners.get(session.listener());
      return own == null
          ? groups.getOrDefault(session.group(), base)
          : own.groups().getOrDefault(session.group(), own.base());
    }

    /**
     * {@code base} and {@code groups}, with wishes from the least interval to the tenfold of it.
     */
    public static Settings of(LivenessPolicy base, Map<String, LivenessPolicy> groups) {
      boolean fits = canGrow(base.timeout().multipliedBy(10));
      return new Settings(
          base,
          groups,
          LivenessPolicy.MIN_INTERVAL,
          fits ? base.interval().multipliedBy(10) : base.interval());
    }
  }

  /**
   * What holds on one listener.
   *
   * @param base for clients of groups that have no policy of their own
   * @param groups policies by group
   */
  public record OfListener(LivenessPolicy base, Map<String, LivenessPolicy> groups) {
    public OfListener {
      groups = Map.copyOf(groups);
    }
  }

  /** Policies by {@code settings}, with {@code checks} over them. */
  public Policies(Settings settings, LivenessChecks checks, NanoClock clock) {
    this.clock = clock;
    this.settings = settings;
    this.checks = checks;
  }

  /** Other settings from now on; true if they differ. The registry tells the connections. */
  boolean change(Settings next) {
    boolean differs = !settings.equals(next);
    settings = next;
    shared.forget();
    return differs;
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
    LivenessPolicy configured = settings.of(session);
    LivenessPolicy timed = timed(session, configured);
    LivenessPolicy damped =
        canGrow(timed.timeout()) ? session.flaps().at(clock.nanoTime()).damp(timed) : timed;
    LivenessPolicy checked = checks.settingFor(session).map(damped::withCheck).orElse(damped);
    LivenessPolicy policy =
        session.connection().isProxied() ? checked.withTrustAcks(false) : checked;
    return policy.equals(configured) ? configured : shared.shared(policy);
  }

  private LivenessPolicy timed(Session session, LivenessPolicy configured) {
    Duration interval = configured.interval();
    Duration timeout = configured.timeout();
    Duration staleAfter = configured.staleAfter();
    if (!session.wishedInterval().isZero()) {
      Duration granted = granted(session.wishedInterval());
      if (granted.compareTo(interval) > 0) {
        double factor = (double) granted.toNanos() / interval.toNanos();
        double longest = LivenessPolicy.MAX_TIME.toMillis();
        timeout = Duration.ofMillis((long) Math.min(timeout.toMillis() * factor, longest));
        // In proportion to the timeout: where that is cut, it must still come before it.
        double grown = (double) timeout.toNanos() / configured.timeout().toNanos();
        staleAfter = Duration.ofMillis((long) (staleAfter.toMillis() * grown));
      }
      interval = granted;
    }
    if (interval.equals(configured.interval()) && timeout.equals(configured.timeout())) {
      return configured;
    }
    return LivenessPolicy.server(interval, timeout)
        .withStaleAfter(staleAfter)
        .withPingWhen(configured.pingWhen())
        .withIdleTimeout(configured.idleTimeout())
        .withFrameDeadline(configured.frameDeadline())
        .withTrustAcks(configured.trustAcks())
        .withCheck(configured.check());
  }

  /** Whether half as much again may be added to {@code timeout}. */
  private static boolean canGrow(Duration timeout) {
    return timeout.multipliedBy(2).compareTo(LivenessPolicy.MAX_TIME) <= 0;
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
