package io.heartwire.gateway.lease;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.lease.Reply.Refused;
import io.heartwire.gateway.lease.Reply.Why;
import io.heartwire.gateway.session.Authenticator.Outcome;
import io.heartwire.gateway.session.Session;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Whether clients that report are who they say: the authenticator, the book of tokens, and what was
 * proved a moment ago. NOT thread safe: the thread of leases owns it.
 */
final class Identification {
  /** A credential that was accepted is asked about again after this, by its next heartbeat. */
  private static final long PROOF_NANOS = Duration.ofSeconds(60).toNanos();

  private static final int SALT_BYTES = 16;

  private final LeaseDesk desk;
  private final LeaseDesk.Parts parts;
  private final byte[] salt = new byte[SALT_BYTES];

  /**
   * Of whom a heartbeat is believed to be.
   *
   * @param session that the client has; empty if it has none
   * @param lease on which that lives; null if on none
   */
  record Holder(Optional<Session> session, @Nullable Lease lease) {
    static final Holder NOBODY = new Holder(Optional.empty(), null);

    static Holder of(Lease lease) {
      return new Holder(Optional.of(lease.session()), lease);
    }
  }

  Identification(LeaseDesk desk, LeaseDesk.Parts parts) {
    this.desk = desk;
    this.parts = parts;
    parts.random().nextBytes(salt);
  }

  Proof proofOf(Beat beat) {
    return Proof.of(beat.login(), salt, parts.scheduler().nanoTime());
  }

  /** Runs {@code then} if the client is who it says, and may speak for {@code holder}. */
  void identified(Beat beat, Holder holder, CompletableFuture<Reply> answer, Runnable then) {
    if (isProved(beat, holder.lease())) {
      then.run();
      return;
    }
    Optional<Entrance.Later> penalty = penalty(beat, holder.lease());
    if (penalty.isPresent()) {
      answer.complete(refuse(beat, penalty.get()));
      return;
    }
    desk.counters().rechecks.increment();
    var question = new Question(beat, holder, answer, then);
    asked(beat)
        .whenComplete(
            (outcome, failure) ->
                desk.onThread(() -> desk.safely(answer, () -> obey(question, outcome, failure))));
  }

  /** What waits for the authenticator. */
  private record Question(
      Beat beat, Holder holder, CompletableFuture<Reply> answer, Runnable then) {}

  private void obey(Question of, @Nullable Outcome outcome, @Nullable Throwable failure) {
    Optional<Refused> problem = problem(of.beat(), outcome, failure, of.holder());
    if (problem.isPresent()) {
      of.answer().complete(refuse(of.beat(), problem.get()));
      return;
    }
    proved(of.beat(), of.holder().lease());
    of.then().run();
  }

  /**
   * Why its credential is not even judged; empty if it is. A token is always judged, since nobody
   * can guess one; and so is what its lease was begun with, so that guesses of others do not end
   * it.
   */
  Optional<Entrance.Later> penalty(Beat beat, @Nullable Lease lease) {
    Proof proof = lease == null ? null : lease.proof();
    boolean isKnown = proof != null && proof.isOf(beat.login(), salt);
    return beat.byToken() || isKnown ? Optional.empty() : parts.entrance().penalty(beat.login());
  }

  private boolean isProved(Beat beat, @Nullable Lease lease) {
    Proof proof = lease == null ? null : lease.proof();
    long now = parts.scheduler().nanoTime();
    return !beat.byToken() && proof != null && proof.covers(beat.login(), salt, now, PROOF_NANOS);
  }

  private void proved(Beat beat, @Nullable Lease lease) {
    if (lease != null) {
      lease.proved(beat.byToken() ? null : proofOf(beat));
    }
  }

  private CompletionStage<Outcome> asked(Beat beat) {
    return beat.byToken()
        ? CompletableFuture.completedFuture(parts.tokens().judge(beat.login()))
        : parts.entrance().identify(beat.login());
  }

  private Optional<Refused> problem(
      Beat beat, @Nullable Outcome outcome, @Nullable Throwable failure, Holder holder) {
    if (!(outcome instanceof Outcome.Accepted accepted)) {
      return Optional.of(notAccepted(beat, outcome, failure));
    }
    Optional<String> user = accepted.identity().user();
    return holder
        .session()
        .filter(session -> !session.user().equals(user))
        .map(
            session ->
                Refused.of(
                    Why.CONFLICT,
                    "its session on '"
                        + session.listener()
                        + "' is another user's: that one says goodbye first"));
  }

  Refused notAccepted(Beat beat, @Nullable Outcome outcome, @Nullable Throwable failure) {
    if (beat.byToken() && parts.tokens().isForAnother(beat.login())) {
      return Refused.of(
          Why.FORBIDDEN, "the token is for another client: use one that was made for this client");
    }
    if (outcome instanceof Outcome.Refused) {
      return Refused.of(Why.CREDENTIAL, "the credential was refused: use another one");
    }
    turnedAway(
        beat,
        Disconnect.of(
            DisconnectReason.AUTHENTICATOR_UNAVAILABLE, "the authenticator failed: " + failure));
    return Refused.later(
        Why.UNAVAILABLE, "the credential cannot be checked now: come back later", desk.comeBack());
  }

  /** Notes who is to come later, as other doors do. */
  Refused refuse(Beat beat, Entrance.Later later) {
    turnedAway(beat, later.why());
    boolean ours = later.why().reason() == DisconnectReason.DRAINED;
    return Refused.later(ours ? Why.UNAVAILABLE : Why.LATER, later.why().detail(), later.after());
  }

  /** Notes who was not let in, as other doors do. */
  Refused refuse(Beat beat, Refused refused) {
    refused
        .why()
        .reason()
        .ifPresent(reason -> turnedAway(beat, Disconnect.of(reason, refused.detail())));
    return refused;
  }

  private void turnedAway(Beat beat, Disconnect why) {
    parts
        .disconnects()
        .turnedAway(
            Optional.of(beat.clientId()),
            beat.login().listener(),
            beat.login().remoteAddress(),
            why);
  }
}
