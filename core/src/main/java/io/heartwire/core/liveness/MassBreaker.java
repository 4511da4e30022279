package io.heartwire.core.liveness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Holds verdicts when many connections fall silent at once: then the fault is more likely ours or
 * the network's than theirs, and most of them will be back.
 *
 * <p>Thread safe: one lock, taken on changes of state only, never for a heartbeat. It never holds a
 * lone verdict of groups that are not open, ends each hold by itself ({@link Settings#hold}), and
 * says why in one sentence. Bound: {@value #MAX_GROUPS} groups; connections beyond count for the
 * node alone ({@link #uncounted}).
 *
 * <p>Source of the thresholds: {@code docs/detection.md}.
 */
public final class MassBreaker {
  static final int MAX_GROUPS = 100_000;
  private static final String GLOBAL = "node";
  private static final long TICK_NANOS = Duration.ofMillis(100).toNanos();

  /*
   * Why a settling time: when a path comes back, the clients' retransmissions arrive spread over
   * their back-off. The first half recovers within a second or two; closing then would release the
   * verdicts of those whose retransmission is still to come, who are alive.
   */
  private static final long SETTLE_NANOS = Duration.ofSeconds(10).toNanos();

  /** Held verdicts fall at this share of the connections a second, but at no fewer than ... */
  private static final double RELEASED_SHARE = 0.05;

  /** ... so many a second. */
  private static final int RELEASED_LEAST = 50;

  private static final Duration LONGEST_RELEASE =
      Duration.ofMillis((long) (1_000 / RELEASED_SHARE));

  private volatile Settings settings;
  private final Map<String, BreakerGroup> groups = new HashMap<>();
  private final Map<List<String>, Cohort> cohorts = new HashMap<>();
  private final BreakerGroup global = new BreakerGroup(GLOBAL, 20, 0.03);
  private final List<BreakerEvent> events = new ArrayList<>();
  private int openGroups;
  private int incidents;
  private int membersAtTrip;
  private long lastTickNanos;
  private boolean ticked;
  private double releaseTokens;
  private long releaseAtNanos;
  private boolean releasing;
  private long heldInAll;
  private long heldBefore;
  private long uncounted;

  /** What is done with a verdict. */
  public enum Mode {
    /** Held while its group is open. */
    HOLD,
    /** Passed, and counted as one that would have been held. */
    SHADOW,
    /** Passed. */
    OFF
  }

  /**
   * How the breaker behaves.
   *
   * @param mode hold, shadow or off
   * @param hold the longest a verdict is held, 0 to 300 s, from the first verdict held
   */
  public record Settings(Mode mode, Duration hold) {
    /** Holds for up to 60 s. */
    public static final Settings DEFAULT = new Settings(Mode.HOLD, Duration.ofMinutes(1));

    public Settings {
      if (hold.isNegative() || hold.compareTo(Duration.ofMinutes(5)) > 0) {
        throw new IllegalArgumentException(
            "breaker.hold (" + hold.toSeconds() + "s) must be 0s to 300s: change it");
      }
    }

    /**
     * How much later than its time a verdict can fall: by the hold, and after it by the paced
     * release of all that were held. Whoever gives the kernel a time of its own to give up adds
     * this to the timeout.
     */
    public Duration longestDelay() {
      return mode == Mode.HOLD ? hold.plus(LONGEST_RELEASE) : Duration.ZERO;
    }
  }

  /** What becomes of a verdict that is due. */
  enum Decision {
    PASS,
    HOLD
  }

  /** A breaker with the given behaviour. */
  public MassBreaker(Settings settings) {
    this.settings = settings;
  }

  /** A breaker that holds nothing: for clients, and where every verdict stands alone. */
  public static MassBreaker off() {
    return new MassBreaker(new Settings(Mode.OFF, Duration.ZERO));
  }

  /**
   * A connection of these groups exists now. Call {@link #left} with the answer when it is gone.
   */
  public synchronized Cohort joined(List<String> groupNames) {
    Cohort cohort = cohorts.get(groupNames);
    if (cohort == null) {
      List<String> key = List.copyOf(groupNames);
      cohort = new Cohort(key, groupsNamed(key));
      cohorts.put(key, cohort);
    }
    cohort.members++;
    for (BreakerGroup group : cohort.groups) {
      group.members++;
    }
    return cohort;
  }

  /** A connection is gone. */
  public synchronized void left(Cohort cohort) {
    cohort.members--;
    for (BreakerGroup group : cohort.groups) {
      group.members--;
      if (group.members == 0 && !group.open) {
        groups.remove(group.name, group);
      }
    }
    if (cohort.members == 0) {
      cohorts.remove(cohort.names);
    }
  }

  /** A connection has not answered its probe for two seconds. */
  synchronized void suspected(Cohort cohort) {
    for (BreakerGroup group : cohort.groups) {
      group.unanswered++;
      if (!group.open && settings.mode() != Mode.OFF && group.overLimit()) {
        open(group);
      }
    }
  }

  /** A connection that was {@link #suspected} has answered, or is gone. */
  synchronized void cleared(Cohort cohort) {
    for (BreakerGroup group : cohort.groups) {
      group.unanswered--;
    }
  }

  /** A verdict of silence is due. */
  synchronized Decision decide(Cohort cohort, long nowNanos) {
    boolean hold = false;
    for (BreakerGroup group : cohort.groups) {
      if (group.open) {
        group.hold(nowNanos);
        hold = true;
      }
    }
    if (hold) {
      heldInAll++;
    }
    return hold && settings.mode() == Mode.HOLD ? Decision.HOLD : Decision.PASS;
  }

  /** Whether one held verdict of this cohort may fall now: its hold is over, and it is its turn. */
  synchronized boolean mayRelease(Cohort cohort, long nowNanos) {
    boolean open = false;
    boolean over = false;
    for (BreakerGroup group : cohort.groups) {
      open |= group.open;
      over |= group.open && group.heldLongerThan(settings.hold().toNanos(), nowNanos);
    }
    boolean holds = open && !over && settings.mode() == Mode.HOLD;
    return !holds && takeReleaseToken(nowNanos);
  }

  /** Averages and closes. Cheap; any loop may call it as often as it likes. */
  public synchronized List<BreakerEvent> tick(long nowNanos) {
    long elapsed = nowNanos - lastTickNanos;
    if (ticked && elapsed < TICK_NANOS) {
      return drainEvents();
    }
    double seconds = ticked ? elapsed / 1e9 : 0;
    ticked = true;
    lastTickNanos = nowNanos;
    settle(global, seconds, nowNanos);
    groups.values().removeIf(group -> settle(group, seconds, nowNanos) && group.members == 0);
    return drainEvents();
  }

  /** The incident that is open now. */
  public synchronized Optional<String> incident() {
    return openGroups > 0 ? Optional.of(incidentId()) : Optional.empty();
  }

  /** The newest incident, open or not. */
  synchronized Optional<String> latestIncident() {
    return incidents > 0 ? Optional.of(incidentId()) : Optional.empty();
  }

  /** Why the breaker is open, in one sentence; empty if it is closed. */
  public synchronized Optional<String> why() {
    if (global.open) {
      return Optional.of(sentence(global));
    }
    return groups.values().stream()
        .filter(group -> group.open)
        .max((a, b) -> Integer.compare(a.unanswered, b.unanswered))
        .map(this::sentence);
  }

  /** Behaves like this from now on; what is held falls, paced, if it holds no more. */
  public synchronized void change(Settings next) {
    settings = next;
  }

  /** How it behaves. */
  public Settings settings() {
    return settings;
  }

  /** Connections that have not answered a probe for two seconds, and those that are held. */
  public synchronized int unanswered() {
    return global.unanswered;
  }

  /** All connections. */
  public synchronized int members() {
    return global.members;
  }

  /** Incidents since the start. */
  public synchronized int incidents() {
    return incidents;
  }

  /** Verdicts held since the start; in shadow mode, those that would have been. */
  public synchronized long heldInAll() {
    return heldInAll;
  }

  /** Groups that could not be counted because of the bound. */
  public synchronized long uncounted() {
    return uncounted;
  }

  /** Groups and cohorts that are remembered: a leak shows here. */
  synchronized int groups() {
    return groups.size() + cohorts.size();
  }

  private BreakerGroup[] groupsNamed(List<String> names) {
    List<BreakerGroup> found = new ArrayList<>();
    found.add(global);
    for (String name : names) {
      BreakerGroup group = groups.get(name);
      if (group == null && groups.size() >= MAX_GROUPS) {
        uncounted++;
        continue;
      }
      if (group == null) {
        group = new BreakerGroup(name, 8, 0.06);
        groups.put(name, group);
      }
      found.add(group);
    }
    return found.toArray(new BreakerGroup[0]);
  }

  private void open(BreakerGroup group) {
    boolean first = openGroups == 0;
    group.trip();
    openGroups++;
    if (first) {
      incidents++;
      releasing = false;
      membersAtTrip = global.members;
      heldBefore = heldInAll;
    }
    String why = sentence(group);
    events.add(
        first
            ? new BreakerEvent.Opened(incidentId(), why, group.extent())
            : new BreakerEvent.Widened(incidentId(), why, group.extent()));
  }

  /** True if the group is closed afterwards. */
  private boolean settle(BreakerGroup group, double seconds, long nowNanos) {
    group.average(seconds);
    if (group.open && group.settled(nowNanos, SETTLE_NANOS)) {
      group.open = false;
      openGroups--;
      if (openGroups == 0) {
        String why =
            String.format(
                "%s answers again: %d of %d unanswered",
                group.name, group.unanswered, group.members);
        long held = heldInAll - heldBefore;
        events.add(new BreakerEvent.Closed(incidentId(), why, group.extent(), held));
      }
    }
    return !group.open;
  }

  /** Takes one of those of this second; nothing is saved up. */
  private boolean takeReleaseToken(long nowNanos) {
    double perSecond = Math.max(RELEASED_LEAST, RELEASED_SHARE * membersAtTrip);
    if (!releasing) {
      releasing = true;
      releaseAtNanos = nowNanos;
      releaseTokens = 1;
    }
    double seconds = (nowNanos - releaseAtNanos) / 1e9;
    releaseAtNanos = nowNanos;
    releaseTokens = Math.min(Math.max(1, perSecond / 5), releaseTokens + seconds * perSecond);
    if (releaseTokens < 1) {
      return false;
    }
    releaseTokens--;
    return true;
  }

  private List<BreakerEvent> drainEvents() {
    if (events.isEmpty()) {
      return List.of();
    }
    List<BreakerEvent> drained = List.copyOf(events);
    events.clear();
    return drained;
  }

  private String incidentId() {
    return "mass-" + incidents;
  }

  private String sentence(BreakerGroup group) {
    return String.format(
        "%d of %d connections of %s are unanswered, more than the limit of %.0f: "
            + (settings.mode() == Mode.HOLD
                ? "verdicts are held for up to %ds"
                : "verdicts would be held for up to %ds"),
        group.unanswered,
        group.members,
        group.name,
        group.limit(),
        settings.hold().toSeconds());
  }
}
