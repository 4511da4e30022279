package io.heartwire.gateway.lease;

import io.heartwire.core.liveness.BreakerEvent;
import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.liveness.LivenessState;
import io.heartwire.core.liveness.MassBreaker;
import io.heartwire.core.time.Scheduler;
import io.heartwire.gateway.lease.Identification.Holder;
import io.heartwire.gateway.lease.Reply.Refused;
import io.heartwire.gateway.lease.Reply.Why;
import io.heartwire.gateway.session.Disconnects;
import io.heartwire.gateway.session.Identity;
import io.heartwire.gateway.session.Login;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.SessionRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Takes in the heartbeats of clients that hold no connection. Each has a session like any other, as
 * long as it reports in time: a lease. Thread safe; never blocks: all is done on one thread, that
 * of {@code scheduler}.
 *
 * <p>Bounds: {@link Bounds#max} leases, and {@value #MOST_WAITING} heartbeats that wait for an
 * answer; one more is refused, and counted.
 */
public final class LeaseDesk {
  static final LivenessPolicy NO_POLICY_YET =
      LivenessPolicy.lease(LivenessPolicy.DEFAULT_INTERVAL, LivenessPolicy.DEFAULT_TIMEOUT);

  /** Heartbeats taken in and not answered. */
  static final int MOST_WAITING = 10_000;

  private final Parts parts;
  private final Supplier<Bounds> bounds;
  private final Identification identification;
  private final LeaseTerms terms;
  private final LeaseWatch watch;
  private final AtomicInteger waiting = new AtomicInteger();
  private final LeaseCounters counters = new LeaseCounters();
  private final Sightings sightings = new Sightings();
  private final Map<ClientId, Lease> leases = new HashMap<>();
  private final Map<ClientId, LeaseLogin> arriving = new HashMap<>();
  private final BatchLogins batches;

  /**
   * What is allowed.
   *
   * @param max leases at a time
   * @param ttlMin the shortest TTL that a client may ask for
   * @param ttlMax the longest one, at most {@link LivenessPolicy#MAX_TIME}
   * @param batchLogins logins of batches under way at a time, at least 1; the others wait
   * @param batchPatience how long they wait before they are told to come later
   */
  public record Bounds(
      int max, Duration ttlMin, Duration ttlMax, int batchLogins, Duration batchPatience) {}

  /**
   * What it works with.
   *
   * @param scheduler the one thread of leases
   * @param registry who is attached
   * @param disconnects is told who was not let in
   * @param entrance lets clients in
   * @param claims has sessions written down
   * @param tokens the tokens that are heartbeats' own
   * @param ears whether we listen
   * @param breaker holds verdicts when many fall at once; shared with all doors
   * @param news is told what the breaker does
   * @param groups the groups of a session in the eyes of the breaker
   * @param conditions judge what clients say of how they are
   * @param random unpredictable
   */
  public record Parts(
      Scheduler scheduler,
      SessionRegistry registry,
      Disconnects disconnects,
      Entrance entrance,
      Claims claims,
      TokenBook tokens,
      Ears ears,
      MassBreaker breaker,
      Consumer<BreakerEvent> news,
      Function<Login, List<String>> groups,
      Condition.Judges conditions,
      RandomGenerator random) {}

  /** Without leases; {@code bounds} is asked each time. */
  public LeaseDesk(Parts parts, Supplier<Bounds> bounds) {
    this.parts = parts;
    this.bounds = bounds;
    this.identification = new Identification(this, parts);
    this.batches =
        new BatchLogins(
            parts.scheduler(),
            () -> new BatchLogins.Share(bounds.get().batchLogins(), bounds.get().batchPatience()));
    this.terms = new LeaseTerms(parts.registry().policies());
    this.watch =
        new LeaseWatch(
            new LeaseWatch.Parts(parts.scheduler(), parts.ears(), parts.breaker(), parts.random()),
            parts.news());
  }

  /** What happened so far. */
  public LeaseCounters counters() {
    return counters;
  }

  /** Who was seen that is attached by another door. */
  public Sightings sightings() {
    return sightings;
  }

  /** What is allowed now. */
  public Bounds bounds() {
    return bounds.get();
  }

  /** Takes {@code beat} in; completes with the answer, on any thread, and never fails. */
  public CompletionStage<Reply> heartbeat(Beat beat) {
    return answered(answer -> beat(beat, answer));
  }

  /** The client of {@code beat} says that it will not report any more. */
  public CompletionStage<Reply> goodbye(Beat beat) {
    return answered(answer -> goodbye(beat, answer));
  }

  /** {@code beat} came over a connection that proves another client: noted, and refused. */
  public CompletionStage<Reply> misled(Beat beat, String why) {
    return answered(
        answer -> answer.complete(identification.refuse(beat, Refused.of(Why.FORBIDDEN, why))));
  }

  private CompletionStage<Reply> answered(Consumer<CompletableFuture<Reply>> task) {
    var answer = new CompletableFuture<Reply>();
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      counters.refused.increment();
      answer.complete(
          Refused.later(
              Why.FULL,
              MOST_WAITING + " heartbeats of " + MOST_WAITING + " wait already: come back later",
              comeBack()));
      return answer;
    }
    // Told only when it was counted: what waits for one and the same stage has no order.
    CompletionStage<Reply> counted =
        answer.whenComplete(
            (reply, failure) -> {
              waiting.decrementAndGet();
              if (reply instanceof Refused) {
                counters.refused.increment();
              }
            });
    onThread(() -> safely(answer, () -> task.accept(answer)));
    return counted;
  }

  /** Nobody is left without an answer by a defect of ours. */
  void safely(CompletableFuture<Reply> answer, Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      answer.complete(
          Refused.later(Why.UNAVAILABLE, "the heartbeat failed, a defect: " + e, comeBack()));
    }
  }

  void onThread(Runnable task) {
    parts.scheduler().schedule(task, 0);
  }

  Duration comeBack() {
    return Duration.ofMillis(1_000 + parts.random().nextInt(4_000));
  }

  /** On the thread: so is all that follows. */
  void beat(Beat beat, CompletableFuture<Reply> answer) {
    Optional<String> problem = beat.ttl().flatMap(ttl -> LeaseTerms.problemWith(ttl, bounds.get()));
    if (problem.isPresent()) {
      answer.complete(Refused.of(Why.BAD_REQUEST, problem.get()));
      return;
    }
    LeaseLogin before = arriving.get(beat.clientId());
    Lease lease = leases.get(beat.clientId());
    Optional<Session> elsewhere = parts.registry().session(beat.clientId());
    if (before != null) {
      before.thereafter(answer, () -> beat(beat, answer));
    } else if (lease != null) {
      identification.identified(beat, Holder.of(lease), answer, () -> keep(lease, beat, answer));
    } else if (elsewhere.isPresent()) {
      identification.identified(
          beat, new Holder(elsewhere, null), answer, () -> sight(elsewhere.get(), beat, answer));
    } else {
      login(beat, answer);
    }
  }

  private void login(Beat beat, CompletableFuture<Reply> answer) {
    int max = bounds.get().max();
    if (leases.size() + arriving.size() >= max) {
      answer.complete(
          identification.refuse(
              beat,
              Refused.later(
                  Why.FULL,
                  "leases " + max + " of " + max + " (leases.max): come back later, or raise it",
                  comeBack())));
      return;
    }
    LeaseLogin login = new LeaseLogin(this, identification, parts, beat, answer);
    arriving.put(beat.clientId(), login);
    answer.whenComplete(
        (reply, failure) ->
            onThread(
                () -> {
                  arriving.remove(beat.clientId(), login);
                  login.ended();
                }));
    if (beat.ofMany()) {
      batches.add(login);
    } else {
      login.begin();
    }
  }

  private void keep(Lease lease, Beat beat, CompletableFuture<Reply> answer) {
    if (!lease.isHeld()) {
      // It ended while the authenticator was asked.
      beat(beat, answer);
      return;
    }
    watch.heard(lease.slot());
    if (!lease.ttl().equals(beat.ttl())) {
      lease.wishes(beat.ttl());
      review(lease);
    }
    answer.complete(told(lease, beat));
  }

  /** What a heartbeat says beside that its client lives; and the answer. */
  private Reply told(Lease lease, Beat beat) {
    counters.heartbeats.increment();
    if (!beat.status().isEmpty()) {
      lease.heard(beat.status(), parts.conditions());
    }
    Session session = lease.session();
    session.hasGroupVersion(beat.groupVersion());
    return new Reply.Alive(session, lease.policy(), false, session.missedGroupVersion());
  }

  private void sight(Session session, Beat beat, CompletableFuture<Reply> answer) {
    if (session.end().isPresent()) {
      // It ended while the authenticator was asked.
      beat(beat, answer);
      return;
    }
    counters.sightings.increment();
    sightings.note(
        beat.clientId(),
        new Sightings.Sighting(parts.disconnects().now(), beat.login().remoteAddress()));
    session.hasGroupVersion(beat.groupVersion());
    answer.complete(new Reply.Alive(session, session.policy(), true, session.missedGroupVersion()));
  }

  /** A login has become {@code lease}, which has {@code session}. */
  Reply begun(Lease lease, Session session, Beat beat) {
    leases.put(beat.clientId(), lease);
    counters.held.incrementAndGet();
    LivenessPolicy policy = terms.of(session, beat.ttl());
    lease.begins(session, policy, watch.add(lease, policy));
    return told(lease, beat);
  }

  private void goodbye(Beat beat, CompletableFuture<Reply> answer) {
    LeaseLogin before = arriving.get(beat.clientId());
    if (before != null) {
      before.thereafter(answer, () -> goodbye(beat, answer));
      return;
    }
    Lease lease = leases.get(beat.clientId());
    Holder holder = lease == null ? Holder.NOBODY : Holder.of(lease);
    identification.identified(beat, holder, answer, () -> answer.complete(letGo(lease, beat)));
  }

  private Reply letGo(@Nullable Lease lease, Beat beat) {
    if (lease == null || !lease.isHeld()) {
      return parts
          .registry()
          .session(beat.clientId())
          .map(
              it ->
                  Refused.of(
                      Why.CONFLICT,
                      "it is attached by '"
                          + it.listener()
                          + "': that connection says goodbye for itself"))
          .orElseGet(() -> Refused.of(Why.NOT_HELD, "no lease is held for it: nothing ends"));
    }
    end(lease, Disconnect.of(DisconnectReason.GOODBYE, "it said so by HTTP"));
    return new Reply.Ended(lease.session());
  }

  /** {@code lease} ends, for whatever reason; the first call counts. */
  void end(Lease lease, Disconnect disconnect) {
    if (!lease.isHeld()) {
      return;
    }
    watch.remove(lease.slot());
    lease.ended();
    parts.breaker().left(lease.cohort());
    leases.remove(lease.session().clientId(), lease);
    counters.held.decrementAndGet();
    parts.registry().detach(lease.session(), disconnect);
  }

  /** The policy or the rules of {@code lease} may have changed. */
  void review(Lease lease) {
    if (lease.isHeld()) {
      LivenessPolicy policy = terms.of(lease.session(), lease.ttl());
      lease.adopts(policy);
      watch.hold(lease.slot(), policy);
      lease.reviewCondition();
    }
  }

  LivenessState state(Lease lease) {
    return watch.state(lease.slot());
  }

  long silenceMs(Lease lease) {
    return watch.silenceMs(lease.slot());
  }

  /**
   * How long a client with these wishes may be silent, as far as that is known before its login.
   */
  Duration lasts(Beat beat, Identity identity) {
    return beat.ttl().orElseGet(() -> parts.registry().policies().patienceWith(identity.group()));
  }
}
