package io.heartwire.gateway.lease;

import io.heartwire.core.liveness.Cohort;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.lease.Reply.Refused;
import io.heartwire.gateway.lease.Reply.Why;
import io.heartwire.gateway.session.Authenticator.Outcome;
import io.heartwire.gateway.session.Identity;
import io.heartwire.gateway.session.Login;
import io.heartwire.gateway.session.SessionRegistry.Attachment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The first heartbeat of a client, from the gate to its session: admission, authenticator, durable
 * claim. NOT thread safe: the thread of leases owns it.
 */
final class LeaseLogin {
  /** Heartbeats of the same client that wait for its login; one more is told to come later. */
  private static final int MOST_BEHIND = 8;

  private final LeaseDesk desk;
  private final Identification identification;
  private final LeaseDesk.Parts parts;
  private final Beat beat;
  private final CompletableFuture<Reply> answer;
  private final ArrayDeque<Runnable> behind = new ArrayDeque<>();

  LeaseLogin(
      LeaseDesk desk,
      Identification identification,
      LeaseDesk.Parts parts,
      Beat beat,
      CompletableFuture<Reply> answer) {
    this.identification = identification;
    this.desk = desk;
    this.parts = parts;
    this.beat = beat;
    this.answer = answer;
  }

  /** Runs {@code task} once this login has ended, for the one who waits for {@code theirs}. */
  void thereafter(CompletableFuture<Reply> theirs, Runnable task) {
    if (behind.size() == MOST_BEHIND) {
      theirs.complete(
          Refused.later(
              Why.LATER,
              MOST_BEHIND + " heartbeats of this client wait for its login: send one at a time",
              desk.comeBack()));
      return;
    }
    behind.add(() -> desk.safely(theirs, task));
  }

  void ended() {
    behind.forEach(Runnable::run);
    behind.clear();
  }

  /** Begins, or is told at once to come later. */
  void begin() {
    enter().ifPresent(this::turnedAway);
  }

  /** Begins if it is let in; else why it is not, and nothing has happened. */
  Optional<Entrance.Later> enter() {
    Optional<Entrance.Later> penalty = identification.penalty(beat, null);
    if (penalty.isPresent()) {
      return penalty;
    }
    Entrance.Turn turn = parts.entrance().enter(beat.clientId());
    if (turn instanceof Entrance.Later later) {
      return Optional.of(later);
    }
    Entrance.Admitted place = (Entrance.Admitted) turn;
    asked(place)
        .whenComplete((outcome, failure) -> next(place, () -> obey(place, outcome, failure)));
    return Optional.empty();
  }

  /** Ends, since it is to come later. */
  void turnedAway(Entrance.Later later) {
    answer.complete(identification.refuse(beat, later));
  }

  /** Runs {@code task}; if that fails, this login has. */
  void safely(Runnable task) {
    desk.safely(answer, task);
  }

  /** Has {@code task} run on the thread once this login has ended. */
  void whenAnswered(Runnable task) {
    answer.whenComplete((reply, failure) -> desk.onThread(task));
  }

  private CompletionStage<Outcome> asked(Entrance.Admitted place) {
    Login login = beat.login();
    return beat.byToken()
        ? CompletableFuture.completedFuture(parts.tokens().judge(login))
        : place.authenticate(login);
  }

  private void next(Entrance.Admitted place, Runnable task) {
    desk.onThread(
        () ->
            desk.safely(
                answer,
                () -> {
                  try {
                    task.run();
                  } catch (RuntimeException e) {
                    place.leave();
                    throw e;
                  }
                }));
  }

  private void obey(
      Entrance.Admitted place, @Nullable Outcome outcome, @Nullable Throwable failure) {
    if (!(outcome instanceof Outcome.Accepted accepted)) {
      place.answered();
      place.leave();
      answer.complete(
          identification.refuse(beat, identification.notAccepted(beat, outcome, failure)));
      return;
    }
    Identity identity = accepted.identity();
    parts
        .claims()
        .claim(beat.login(), identity, desk.lasts(beat, identity))
        .whenComplete(
            (claimed, problem) -> {
              place.leave();
              next(place, () -> obey(place, identity, claimed, problem));
            });
  }

  private void obey(
      Entrance.Admitted place,
      Identity identity,
      @Nullable Claimed claimed,
      @Nullable Throwable failure) {
    place.answered();
    if (claimed instanceof Claimed.Granted granted) {
      answer.complete(attach(place, identity, granted));
    } else if (claimed instanceof Claimed.Refused || claimed instanceof Claimed.Stale) {
      answer.complete(
          Refused.later(
              Why.CONFLICT,
              "another door has just let this client in: the next heartbeat is a sighting of it",
              Duration.ofSeconds(1)));
    } else {
      answer.complete(
          Refused.later(
              Why.UNAVAILABLE, "the login could not be written down: " + failure, desk.comeBack()));
    }
  }

  private Reply attach(Entrance.Admitted place, Identity identity, Claimed.Granted granted) {
    Cohort cohort = parts.breaker().joined(parts.groups().apply(beat.login()));
    Proof proof = beat.byToken() ? null : identification.proofOf(beat);
    Lease lease = new Lease(desk, cohort, beat.ttl(), proof);
    Attachment attachment = parts.registry().attach(beat.login(), identity, lease, granted);
    if (attachment instanceof Attachment.Attached attached) {
      place.welcomed();
      return desk.begun(lease, attached.session(), beat);
    }
    parts.breaker().left(cohort);
    return Refused.later(
        Why.CONFLICT,
        "another door has just let this client in: the next heartbeat is a sighting of it",
        Duration.ofSeconds(1));
  }
}
