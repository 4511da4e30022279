package io.heartwire.gateway.targets;

import io.heartwire.core.observe.DeathRule;
import io.heartwire.core.observe.Sightings;
import io.heartwire.core.observe.TargetState;
import io.heartwire.core.observe.Testimony;
import io.heartwire.core.observe.Verdict;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.config.TargetConfig;
import io.heartwire.gateway.health.ClientHealth;
import io.heartwire.gateway.health.ClientStatus;
import io.heartwire.gateway.health.Health;
import io.heartwire.gateway.health.HealthChange;
import io.heartwire.gateway.health.HealthDesk;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One target, what its observers saw, and what follows. NOT thread safe: the targets' thread owns
 * it; {@link #view} may be asked from anywhere.
 */
final class TargetWatch implements ClientHealth.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(TargetWatch.class);

  private static final long LATEST_WORD_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Target target;
  private List<Lookout> lookouts;
  private final DeathRule rule;
  private final Surroundings surroundings;
  private final long beganNanos;
  private Sightings sightings = Sightings.NONE;
  private TargetState state = TargetState.UNKNOWN;
  private Instant since;
  private String lastObserver = "";
  private Optional<Instant> lastSeen = Optional.empty();
  private Optional<Duration> roundTrip = Optional.empty();
  private ClientStatus status = ClientStatus.NONE;
  private Health health = Health.UNJUDGED;
  private @Nullable ClientHealth judge;
  private boolean ended;
  private @Nullable Notice untold;
  private boolean isShared;
  private volatile @Nullable Spoken spoken;
  private volatile TargetView view;

  /**
   * What all watches share.
   *
   * @param desk asks the health rules
   * @param owner runs tasks on the targets' thread
   * @param told takes what is told; never blocks
   * @param attention whether we look
   * @param self the name of this gateway
   */
  record Surroundings(
      HealthDesk desk,
      Executor owner,
      Consumer<Notice> told,
      InstantSource wallClock,
      Attention attention,
      String self) {}

  TargetWatch(Target target, List<Observer> observers, Surroundings surroundings, long nowNanos) {
    this.target = target;
    this.surroundings = surroundings;
    this.beganNanos = nowNanos;
    this.since = surroundings.wallClock().instant();
    TargetConfig config = target.config();
    this.lookouts = List.of();
    this.lookouts = lookoutsOf(observers);
    this.isShared = observers.stream().anyMatch(PeerObserver.class::isInstance);
    Duration late = config.interval().multipliedBy(11).dividedBy(10).plus(config.timeout());
    this.rule =
        new DeathRule(
            late.compareTo(config.deadAfter()) < 0 ? late : config.deadAfter(),
            config.deadAfter(),
            config.quorum().orElse(0));
    this.view = shown();
  }

  private List<Lookout> lookoutsOf(List<? extends Observer> observers) {
    List<Lookout> able = new ArrayList<>();
    for (Observer observer : observers) {
      Optional<Lookout> known =
          lookouts.stream().filter(it -> it.observer().equals(observer)).findFirst();
      if (known.isPresent()) {
        able.add(known.get());
      } else if (observer.canSee(target)) {
        able.add(
            new Lookout(observer, target.config().retries() + 1, surroundings.attention().ms()));
      }
    }
    return List.copyOf(able);
  }

  /** From now on these look, those who did so before as they did; answers who is new. */
  List<Lookout> observers(List<Observer> observers) {
    List<Lookout> before = lookouts;
    lookouts = lookoutsOf(observers);
    isShared = observers.stream().anyMatch(PeerObserver.class::isInstance);
    // Gateways come and go, and what is remembered of observers is bounded.
    Sightings kept = Sightings.NONE;
    for (Lookout lookout : lookouts) {
      String name = lookout.observer().name();
      OptionalLong at = sightings.lastNanos(name);
      kept = at.isPresent() ? kept.saw(name, at.getAsLong()) : kept;
    }
    sightings = kept;
    return lookouts.stream().filter(it -> !before.contains(it)).toList();
  }

  /** What this gateway says of it, of what it saw itself; asked from anywhere. */
  Word word(long nowNanos) {
    Spoken latest = spoken;
    if (latest == null || nowNanos - latest.atNanos() > LATEST_WORD_NANOS) {
      // The thread of the targets stands still, or has just woken and not noticed yet.
      return Word.abstains(view.state() == TargetState.DEAD, "it was late itself");
    }
    return latest.word();
  }

  private record Spoken(Word word, long atNanos) {}

  private Word speak(long nowNanos) {
    boolean dead = state == TargetState.DEAD;
    OptionalLong seen = OptionalLong.empty();
    boolean inVain = false;
    for (Lookout lookout : own()) {
      if (lookout.testimony(surroundings.attention(), nowNanos).counts()) {
        OptionalLong at = sightings.lastNanos(lookout.observer().name());
        boolean sees = !lookout.hasLookedEnough() && at.isPresent();
        seen = sees && (seen.isEmpty() || at.getAsLong() - seen.getAsLong() > 0) ? at : seen;
        inVain |= lookout.hasLookedEnough();
      }
    }
    if (seen.isPresent()) {
      long ageMs = Math.max(0, (nowNanos - seen.getAsLong()) / 1_000_000);
      return new Word(Word.Kind.SEEN, ageMs, roundTrip.orElse(Duration.ZERO).toMillis(), dead, "");
    }
    return inVain
        ? new Word(Word.Kind.MISSED, 0, 0, dead, problem())
        : Word.abstains(dead, problem());
  }

  private List<Lookout> own() {
    return lookouts.stream().filter(it -> !(it.observer() instanceof PeerObserver)).toList();
  }

  Target target() {
    return target;
  }

  List<Lookout> lookouts() {
    return lookouts;
  }

  TargetView view() {
    return view;
  }

  boolean isEnded() {
    return ended;
  }

  /** It is a target no more. */
  void end() {
    ended = true;
    for (Lookout lookout : lookouts) {
      if (lookout.observer() instanceof PeerObserver peer) {
        peer.forget(target);
      }
    }
    if (judge != null) {
      judge.end();
    }
  }

  /** {@code lookout} saw it; the look began at {@code atNanos}. */
  void saw(Lookout lookout, Sighting sighting, long atNanos) {
    lookout.saw(sighting.remark(), surroundings.attention().ms() - (int) sighting.age().toMillis());
    String name = lookout.observer().name();
    long seenNanos = atNanos - sighting.age().toNanos();
    OptionalLong latest = sightings.lastNanos();
    sightings = sightings.saw(name, seenNanos);
    if (latest.isEmpty() || seenNanos - latest.getAsLong() > 0) {
      lastObserver = name;
      lastSeen = Optional.of(surroundings.wallClock().instant().minus(sighting.age()));
      roundTrip = Optional.of(sighting.roundTrip());
    }
    if (!sighting.status().isEmpty()) {
      heard(sighting.status());
    }
  }

  private void heard(ClientStatus said) {
    boolean same =
        status.says(said.battery(), said.signal(), said.load(), said.health(), said.values());
    ClientHealth known = judge;
    if (same && !status.isEmpty()) {
      if (known != null) {
        known.heardAgain();
      }
      return;
    }
    status = said;
    if (known == null && surroundings.desk().concerns(target.config().group(), said)) {
      known = new ClientHealth(surroundings.desk(), target.config().group(), health, this);
      judge = known;
    }
    if (known != null) {
      known.heard(said);
    }
  }

  /** The health rules may have changed. */
  void review() {
    if (judge != null) {
      judge.review();
    } else if (!status.isEmpty()) {
      ClientStatus said = status;
      status = ClientStatus.NONE;
      heard(said);
    }
  }

  /** Says what it is at {@code nowNanos}, and tells others if that is new. */
  void judge(long nowNanos) {
    List<Testimony> testimonies = new ArrayList<>();
    for (Lookout lookout : lookouts) {
      testimonies.add(lookout.testimony(surroundings.attention(), nowNanos));
    }
    Verdict verdict = Verdict.of(sightings, testimonies, rule, nowNanos);
    become(next(verdict.state()), verdict, nowNanos);
    tellWhatIsUntold();
    view = shown();
    if (isShared) {
      spoken = new Spoken(speak(nowNanos), nowNanos);
    }
  }

  private TargetState next(TargetState found) {
    if (target.kind().isDefault() && lastSeen.isEmpty()) {
      // Nobody asked for it, and it may never answer such questions.
      return TargetState.UNKNOWN;
    }
    // Only a sighting brings back what was called dead.
    boolean seen = found == TargetState.ALIVE || found == TargetState.SUSPECT;
    return state == TargetState.DEAD && !seen ? TargetState.DEAD : found;
  }

  private void become(TargetState next, Verdict verdict, long nowNanos) {
    if (next == state) {
      return;
    }
    Instant now = surroundings.wallClock().instant();
    if (next == TargetState.DEAD) {
      long unseenMs = (nowNanos - sightings.lastNanos().orElse(beganNanos)) / 1_000_000;
      LOG.info(
          "target {} ({}) is dead: unseen for {} ms (limit {}), {}; confirmed by {}",
          target.name(),
          target.config().where(),
          unseenMs,
          rule.deadAfter(),
          problem(),
          verdict.confirmedBy());
      untold = TargetNotice.down(surroundings.self(), target, verdict, unseenMs, problem());
    } else if (state == TargetState.DEAD) {
      long downMs = Math.max(0, Duration.between(since, now).toMillis());
      LOG.info(
          "target {} is there again after {} ms, seen by {}", target.name(), downMs, lastObserver);
      untold = TargetNotice.up(surroundings.self(), target, lastObserver, downMs);
    }
    state = next;
    since = now;
  }

  /*
   * Of several gateways that look at it one tells: the first by name. The others keep what they
   * would say until that one has come to the same verdict, or is gone.
   */
  private void tellWhatIsUntold() {
    Notice notice = untold;
    if (notice == null) {
      return;
    }
    List<PeerObserver> before = speakBefore();
    if (before.isEmpty()) {
      untold = null;
      surroundings.told().accept(notice);
    } else if (before.stream().anyMatch(it -> it.agrees(target, state == TargetState.DEAD))) {
      untold = null;
    }
  }

  private List<PeerObserver> speakBefore() {
    List<PeerObserver> before = new ArrayList<>();
    for (Lookout lookout : lookouts) {
      if (lookout.observer() instanceof PeerObserver peer
          && peer.speaksBefore(surroundings.self(), target)) {
        before.add(peer);
      }
    }
    return before;
  }

  private String problem() {
    return own().stream()
        .map(Lookout::problem)
        .filter(problem -> !problem.isEmpty())
        .findFirst()
        .orElse(lookouts.isEmpty() ? "no observer can look at it" : "");
  }

  private TargetView shown() {
    return new TargetView(
        target,
        state,
        since,
        lookouts.stream().anyMatch(Lookout::answers),
        lastSeen,
        roundTrip,
        own().stream().mapToInt(Lookout::missed).min().orElse(0),
        problem(),
        health,
        lookouts.stream().map(it -> it.observer().name()).toList());
  }

  @Override
  public void onLoop(Runnable task) {
    surroundings.owner().execute(task);
  }

  @Override
  public void changed(HealthChange change) {
    health = change.to();
    view = shown();
    if (!change.isGoodBeginning() && speakBefore().isEmpty()) {
      surroundings.told().accept(TargetNotice.health(surroundings.self(), target, change));
    }
  }

  @Override
  public void revised(Health revised) {
    health = revised;
    view = shown();
  }
}
