package io.heartwire.gateway.targets;

import io.heartwire.core.time.Scheduler;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.cluster.Peers;
import io.heartwire.gateway.cluster.SavedTarget;
import io.heartwire.gateway.config.ConfigException;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.config.TargetConfig;
import io.heartwire.gateway.health.HealthDesk;
import io.heartwire.gateway.targets.TargetWatch.Surroundings;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at targets, off every event loop, and says which of them are there. Thread safe.
 *
 * <p>Bounds: {@value TargetConfig#MOST} targets in the configuration and as many added; so many
 * looks at a time as {@link TargetThreads} says. A look that begins more than a second late, or not
 * at all, is counted as overdue, and until that is over nobody is called dead.
 */
public final class Targets implements TargetStates, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Targets.class);
  private static final long LATEST_START_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LATEST_END_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long FIRST_LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long FOLLOW_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long ROUTES_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Parts parts;
  private final Surroundings surroundings;
  private final List<Observer> observers;
  private volatile List<Observer> everybody;
  private final TargetFigures figures = new TargetFigures();
  private final Map<String, TargetConfig> added = new ConcurrentHashMap<>();
  private final Map<String, TargetWatch> watches = new ConcurrentHashMap<>();
  private volatile GatewayConfig config;
  private volatile boolean closed;

  /**
   * What it works with.
   *
   * @param scheduler the targets' thread
   * @param looks runs looks; refuses what it has no room for
   * @param desk asks the health rules; closed with this
   * @param told takes what is told; never blocks
   * @param random thread safe
   */
  public record Parts(
      Scheduler scheduler,
      Executor looks,
      HealthDesk desk,
      Consumer<Notice> told,
      InstantSource wallClock,
      RandomGenerator random,
      DefaultTargets defaults,
      Runnable stop) {}

  /** Begins to look at the targets of {@code config}, through {@code observers}. */
  public Targets(GatewayConfig config, List<Observer> observers, Parts parts) {
    this.config = config;
    this.parts = parts;
    this.observers = List.copyOf(observers);
    this.everybody = this.observers;
    this.surroundings =
        new Surroundings(
            parts.desk(),
            task -> parts.scheduler().schedule(task, 0),
            parts.told(),
            parts.wallClock(),
            new Attention(parts.scheduler().nanoTime()),
            config.node());
    reconcile();
    parts.scheduler().schedule(this::tick, Attention.TICK_NANOS);
    parts.scheduler().schedule(this::readRoutes, ROUTES_NANOS);
  }

  /** The outcome of adding a target. */
  public enum Addition {
    /** It is new. */
    MADE,
    /** It took the place of one that was added before. */
    REPLACED,
    /** One of this name is not to be replaced: it is configured, or a default. */
    TAKEN,
    /** There are too many. */
    FULL
  }

  /**
   * Looks at what was added before this gateway was started, or at another one, and at nothing else
   * that was added. What is configured here wins.
   */
  public synchronized void restore(List<SavedTarget> saved) {
    Map<String, TargetConfig> readable = new HashMap<>();
    for (SavedTarget target : saved.subList(0, Math.min(TargetConfig.MOST, saved.size()))) {
      try {
        readable.put(target.name(), TargetConfig.of(target.name(), target.settings()));
      } catch (ConfigException e) {
        LOG.warn(
            "target {} was added before, and is not looked at: {}; PUT /api/v1/targets/{} puts it"
                + " right",
            target.name(),
            String.join("; ", e.problems()),
            target.name());
      }
    }
    if (!readable.equals(added)) {
      Set<String> fresh = new HashSet<>(readable.keySet());
      fresh.removeAll(added.keySet());
      added.keySet().retainAll(readable.keySet());
      added.putAll(readable);
      tellWhoWins(fresh);
      reconcile();
    }
  }

  private void tellWhoWins(Set<String> names) {
    for (String name : names) {
      if (config.targets().containsKey(name)) {
        LOG.warn(
            "target {} is configured, and was added with PUT, too: the configuration wins;"
                + " DELETE /api/v1/targets/{} forgets the other one",
            name,
            name);
      }
    }
  }

  /** Looks at {@code target}, too, until it is removed. */
  public synchronized Addition add(String name, TargetConfig target) {
    TargetWatch present = watches.get(name);
    if (present != null && present.target().kind() != TargetKind.ADDED) {
      return Addition.TAKEN;
    }
    if (present == null && added.size() >= TargetConfig.MOST) {
      return Addition.FULL;
    }
    added.put(name, target);
    reconcile();
    return present == null ? Addition.MADE : Addition.REPLACED;
  }

  /** Takes back what was added; false if nothing of this name was. */
  public synchronized boolean remove(String name) {
    boolean known = added.remove(name) != null;
    reconcile();
    return known;
  }

  /** The configuration has changed. */
  public synchronized void change(GatewayConfig next) {
    config = next;
    tellWhoWins(added.keySet());
    reconcile();
    if (parts.desk().rules(next.health().ruleList())) {
      onThread(() -> watches.values().forEach(TargetWatch::review));
    }
  }

  /**
   * The other gateways that {@code peers} knows are observers, too: each says of a target of the
   * same name, at the same place, what it saw itself. Once.
   */
  public void beside(Peers peers) {
    follow(new PeerObservers(peers, this::word));
  }

  private Word word(String name, String where) {
    TargetWatch watch = watches.get(name);
    return watch == null || !watch.target().config().where().equals(where)
        ? Word.KNOWS_IT_NOT
        : watch.word(parts.scheduler().nanoTime());
  }

  private void follow(PeerObservers peers) {
    if (closed) {
      return;
    }
    parts.scheduler().schedule(() -> follow(peers), FOLLOW_NANOS);
    List<Observer> now = new ArrayList<>(observers);
    now.addAll(peers.now());
    synchronized (this) {
      if (now.equals(everybody)) {
        return;
      }
      everybody = List.copyOf(now);
    }
    onThread(
        () ->
            watches
                .values()
                .forEach(
                    watch ->
                        watch.observers(everybody).forEach(it -> later(watch, it, soon(watch)))));
  }

  private long soon(TargetWatch watch) {
    long withinNanos = Math.min(FIRST_LOOK_NANOS, watch.target().config().interval().toNanos());
    return parts.random().nextLong(withinNanos);
  }

  private synchronized void reconcile() {
    if (closed) {
      return;
    }
    Map<String, Target> wanted = new HashMap<>();
    added.forEach((name, it) -> wanted.put(name, new Target(name, TargetKind.ADDED, it)));
    if (config.targetsDefault()) {
      parts.defaults().of(config).forEach(target -> wanted.put(target.name(), target));
    }
    config
        .targets()
        .forEach((name, it) -> wanted.put(name, new Target(name, TargetKind.CONFIGURED, it)));
    watches.forEach(
        (name, watch) -> {
          if (!watch.target().equals(wanted.get(name))) {
            watches.remove(name);
            onThread(watch::end);
          }
        });
    for (Target target : wanted.values()) {
      if (!watches.containsKey(target.name())) {
        begin(target);
      }
    }
  }

  private void begin(Target target) {
    var watch = new TargetWatch(target, everybody, surroundings, parts.scheduler().nanoTime());
    List<Lookout> first = watch.lookouts();
    watches.put(target.name(), watch);
    for (Lookout lookout : first) {
      later(watch, lookout, soon(watch));
    }
  }

  private void onThread(Runnable task) {
    parts.scheduler().schedule(task, 0);
  }

  private void later(TargetWatch watch, Lookout lookout, long delayNanos) {
    parts.scheduler().schedule(() -> look(watch, lookout), delayNanos);
  }

  private void look(TargetWatch watch, Lookout lookout) {
    if (closed || watch.isEnded() || !watch.lookouts().contains(lookout)) {
      return;
    }
    long dueNanos = parts.scheduler().nanoTime();
    try {
      parts.looks().execute(() -> lookNow(watch, lookout, dueNanos));
    } catch (RejectedExecutionException e) {
      figures.beLate();
      surroundings.attention().wasLate(dueNanos);
      later(watch, lookout, watch.target().config().interval().toNanos());
    }
  }

  /** On one of the threads for looks. */
  private void lookNow(TargetWatch watch, Lookout lookout, long dueNanos) {
    long beganNanos = parts.scheduler().nanoTime();
    Outcome outcome = Outcome.of(lookout.observer(), watch.target());
    long endedNanos = parts.scheduler().nanoTime();
    onThread(() -> looked(watch, lookout, outcome, new Times(dueNanos, beganNanos, endedNanos)));
  }

  private record Times(long dueNanos, long beganNanos, long endedNanos) {
    boolean beganLate() {
      return beganNanos - dueNanos > LATEST_START_NANOS;
    }

    boolean endedLate(TargetConfig config) {
      return endedNanos - beganNanos > config.timeout().toNanos() + LATEST_END_NANOS;
    }
  }

  private void looked(TargetWatch watch, Lookout lookout, Outcome outcome, Times times) {
    if (closed || watch.isEnded() || !watch.lookouts().contains(lookout)) {
      return;
    }
    long nowNanos = parts.scheduler().nanoTime();
    TargetConfig target = watch.target().config();
    if (times.beganLate() || times.endedLate(target)) {
      figures.beLate();
      surroundings.attention().wasLate(nowNanos);
    }
    if (outcome instanceof Outcome.Seen seen) {
      figures.saw(seen.sighting().roundTrip());
      watch.saw(lookout, seen.sighting(), times.beganNanos());
    } else if (outcome instanceof Outcome.Blind blind) {
      figures.beBlind();
      lookout.blind(blind.why());
    } else if (outcome instanceof Outcome.Missed missed) {
      if (surroundings.attention().wasLateSince(times.beganNanos())) {
        // The answer may have come while we were not there to take it.
        figures.excuse();
      } else {
        figures.miss();
        lookout.missed(missed.why());
      }
    }
    watch.judge(nowNanos);
    long gapNanos =
        lookout.isInDoubt()
            ? Math.min(target.interval().toNanos(), target.timeout().toNanos())
            : target.interval().toNanos();
    long spreadNanos = parts.random().nextLong(Math.max(1, gapNanos / 10));
    later(watch, lookout, gapNanos + spreadNanos - (nowNanos - times.beganNanos()));
  }

  private void tick() {
    if (closed) {
      return;
    }
    parts.scheduler().schedule(this::tick, Attention.TICK_NANOS);
    long nowNanos = parts.scheduler().nanoTime();
    surroundings.attention().tick(nowNanos);
    for (TargetWatch watch : watches.values()) {
      watch.judge(nowNanos);
    }
  }

  /** The way out may have changed. */
  private void readRoutes() {
    if (!closed) {
      parts.scheduler().schedule(this::readRoutes, ROUTES_NANOS);
      reconcile();
    }
  }

  @Override
  public List<TargetView> views() {
    return watches.values().stream()
        .map(TargetWatch::view)
        .sorted(Comparator.comparing(view -> view.target().name()))
        .toList();
  }

  /** The one of this name. */
  public Optional<TargetView> find(String name) {
    return Optional.ofNullable(watches.get(name)).map(TargetWatch::view);
  }

  /** What became of looks. */
  public TargetFigures figures() {
    return figures;
  }

  /** Looks no more. */
  @Override
  public void close() {
    closed = true;
    parts.stop().run();
    parts.desk().close();
    for (Observer observer : observers) {
      try {
        observer.close();
      } catch (Exception e) {
        LOG.warn("observer {} could not be closed", observer.name(), e);
      }
    }
  }
}
