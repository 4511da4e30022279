package io.heartwire.redis;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.cluster.Parting;
import io.heartwire.gateway.cluster.Release;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What becomes of sessions: each change with its event, in one script. Thread safe; never blocks.
 */
final class Sessions {
  /**
   * What has changed is durable before its event has a number. Who asked is told when it has one,
   * but does not wait for that any longer than this.
   */
  private static final long MOST_FOR_A_NUMBER_MS = 1_000;

  private static final long MOST_FOR_A_NOTICE_MS = 10_000;
  private static final int RELEASED_AT_A_TIME = 1_000;
  private static final int LOOKS = 3;

  private final Footing on;
  private final Tally tally;
  private final MessageTally messages;
  private final RedisIncidents incidents;
  private final Bell bell;
  private final HeldReleases held = new HeldReleases();
  private final LostClaims lost = new LostClaims();

  /** {@code bell} is rung whenever there is something to take into the log. */
  Sessions(Footing on, Tally tally, MessageTally messages, Bell bell) {
    this.on = on;
    this.tally = tally;
    this.messages = messages;
    this.incidents = new RedisIncidents(on);
    this.bell = bell;
  }

  CompletionStage<Claimed> claim(Claim claim) {
    String client = claim.clientId().value();
    String token = on.tail().token();
    CompletableFuture<Long> number = on.tail().numberOf(token, MOST_FOR_A_NUMBER_MS);
    CompletableFuture<Reply> answer =
        run(Script.CLAIM, client, number, Arrival.values(claim, on.self(), token));
    // What fails at once was not sent.
    boolean sent = !answer.isDone();
    return answer
        .whenComplete(
            (reply, e) -> {
              if (sent && RedisLink.mayBeDone(e)) {
                lost.add(claim, token);
              }
            })
        .thenCompose(
            reply -> {
              Optional<Claimed> denied = denied(reply);
              if (denied.isPresent()) {
                number.cancel(false);
                return CompletableFuture.completedFuture(denied.get());
              }
              tally.said(Keys.partition(client), reply, 6);
              messages.waits(client, reply.number(5));
              return told(number, granted(reply));
            });
  }

  private static Optional<Claimed> denied(Reply reply) {
    return switch (reply.text(0)) {
      case "refused" -> Optional.of(new Claimed.Refused(reply.number(1)));
      case "stale" -> Optional.of(new Claimed.Stale(reply.number(1)));
      default -> Optional.empty();
    };
  }

  private static Claimed granted(Reply reply) {
    return new Claimed.Granted(
        reply.text(1),
        reply.number(2),
        (int) reply.number(3),
        Micros.instant(reply.text(4)),
        reply.text(0).equals("resumed"));
  }

  /** If Redis is out of reach it is held, and completes when it could be written. */
  CompletionStage<Boolean> release(Parting parting) {
    var release = new HeldReleases.Held(parting, new CompletableFuture<>());
    attempt(release);
    return release.outcome();
  }

  /**
   * A client that this gateway is said to hold, and does not.
   *
   * @param epoch of its session, as Redis has it
   * @param connection of that, likewise
   * @param graceMs how long it may be away
   * @param data of its event
   */
  record Stray(String client, String epoch, String connection, String graceMs, String data) {
    ClientId clientId() {
      return new ClientId(client);
    }
  }

  /** {@code stray} is in grace from now on; false if it is attached no more. */
  CompletionStage<Boolean> release(Stray stray, long nowMicros) {
    return on.link()
        .run(
            Script.RELEASE,
            on.keys().of(stray.client()),
            stray.client(),
            on.self().node(),
            on.self().incarnation(),
            stray.epoch(),
            stray.connection(),
            stray.graceMs(),
            Long.toString(nowMicros),
            Parting.NOT_HELD,
            stray.data(),
            "")
        .thenApply(Sessions::unfenced)
        .thenApply(
            reply -> {
              tally.said(Keys.partition(stray.client()), reply, 1);
              bell.written();
              bell.dueIn(Long.parseLong(stray.graceMs()));
              return !reply.text(0).equals("stale");
            });
  }

  /** Whether the end of a connection of {@code client} waits to be written. */
  boolean isHeldBack(String client) {
    return held.holds(client);
  }

  /** Writes what was held, a part of it. */
  void releaseHeld() {
    if (held.size() > 0 && on.self().problem().isEmpty()) {
      held.take(RELEASED_AT_A_TIME).forEach(this::attempt);
    }
  }

  HeldReleases held() {
    return held;
  }

  LostClaims lost() {
    return lost;
  }

  private void attempt(HeldReleases.Held release) {
    write(release.parting())
        .whenComplete(
            (released, e) -> {
              if (e == null) {
                release.outcome().complete(released);
                return;
              }
              if (RedisLink.cause(e) instanceof FencedException) {
                // Its client is in grace, for this node was lost. Once this node has begun anew it
                // says what it knows better: a goodbye, for one.
                on.self().renewSoon();
              }
              held.hold(release, e);
            });
  }

  private CompletionStage<Boolean> write(Parting parting) {
    Release release = parting.release();
    String client = release.clientId().value();
    String token = on.tail().token();
    CompletableFuture<Long> number = on.tail().numberOf(token, MOST_FOR_A_NUMBER_MS);
    return run(
            Script.RELEASE,
            client,
            number,
            client,
            on.self().node(),
            on.self().incarnation(),
            Long.toString(release.epoch()),
            Integer.toString(release.connection()),
            Long.toString(release.grace().toMillis()),
            Long.toString(Micros.of(parting.lastSeen())),
            release.disconnect().reason().name(),
            parting.data(),
            token)
        .thenCompose(
            reply -> {
              tally.said(Keys.partition(client), reply, 1);
              bell.dueIn(release.grace().toMillis());
              if (reply.text(0).equals("gone")) {
                return told(number, true);
              }
              number.cancel(false);
              return CompletableFuture.completedFuture(!reply.text(0).equals("stale"));
            });
  }

  /** The number of the event; 0 if one of this id was told before. */
  CompletionStage<Long> record(Notice notice, String messageId) {
    if (notice.type() == EventType.INCIDENT_OPENED || notice.type() == EventType.INCIDENT_CLOSED) {
      return incidents.tell(notice).thenCompose(reply -> seen(reply.number(0), LOOKS));
    }
    if (notice.client().isEmpty()) {
      return on.link()
          .run(
              Script.NOTE,
              on.keys().log(),
              notice.type().word(),
              notice.user().orElse(""),
              Long.toString(notice.epoch()),
              notice.data())
          .thenCompose(reply -> seen(reply.number(0), LOOKS));
    }
    String client = notice.client().get().value();
    String token = on.tail().token();
    CompletableFuture<Long> number = on.tail().numberOf(token, MOST_FOR_A_NOTICE_MS);
    return run(
            Script.RECORD,
            client,
            number,
            notice.type().word(),
            client,
            notice.user().orElse(""),
            Long.toString(notice.epoch()),
            notice.data(),
            token,
            messageId)
        .thenCompose(
            reply -> {
              if (reply.number(0) == 0) {
                number.cancel(false);
                return CompletableFuture.completedFuture(0L);
              }
              return number;
            });
  }

  /** Completes when this node knows that the log has it, or has looked a few times. */
  private CompletionStage<Long> seen(long number, int looks) {
    CompletableFuture<Boolean> next = on.tail().nextPass();
    if (looks == 0 || on.tail().latest() >= number) {
      return CompletableFuture.completedFuture(number);
    }
    bell.grown();
    return next.thenCompose(passed -> seen(number, passed ? looks - 1 : 0));
  }

  private CompletableFuture<Reply> run(
      Script script, String client, CompletableFuture<Long> number, String... values) {
    String problem = on.self().problem();
    CompletableFuture<Reply> answer =
        problem.isEmpty()
            ? on.link().run(script, on.keys().of(client), values)
            : CompletableFuture.failedFuture(new IllegalStateException(problem));
    return answer
        .thenApply(Sessions::unfenced)
        .whenComplete(
            (reply, e) -> {
              if (e == null) {
                bell.written();
              } else {
                number.cancel(false);
              }
            });
  }

  private static Reply unfenced(Reply reply) {
    if (reply.size() == 1 && reply.text(0).equals("fenced")) {
      throw new FencedException();
    }
    return reply;
  }

  private static <T> CompletionStage<T> told(CompletableFuture<Long> number, T answer) {
    return number.handle((told, late) -> answer);
  }
}
