package io.heartwire.gateway.mail;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.time.Scheduler;
import io.heartwire.core.time.Scheduler.Cancellable;
import io.heartwire.gateway.cluster.Inbox;
import io.heartwire.gateway.cluster.Kept;
import io.heartwire.gateway.cluster.Parcel;
import io.heartwire.gateway.cluster.Peers;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.SessionRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings messages to clients. Thread safe; never blocks, but for {@link #members}.
 *
 * <p>A message is durable before it is sent, and delivered once the client has acknowledged it and
 * that is durable, not before. Until then, or until it expires, it is sent on every connection of
 * its client, the oldest first; the client knows by the id what it has had already.
 */
public final class Courier {
  private static final long NANOS = 1_000_000_000L;

  /** Longer than the longest deadline, so that it strikes only where nothing becomes durable. */
  private static final long DURABLE_NANOS = 28 * NANOS;

  private final Inbox inbox;
  private final SessionRegistry sessions;
  private final Supplier<Inbox.Limits> limits;
  private final Scheduler scheduler;
  private final Wakeups wakeups;
  private final Members members;
  private final Awaited awaited = new Awaited();

  /** Of clients that have had a message on their present connection. */
  private final Map<ClientId, Route> routes = new ConcurrentHashMap<>();

  /**
   * A courier who begins at once.
   *
   * @param limits what may wait for one client; asked each time
   * @param peers other gateways, which may hold the client
   */
  public Courier(
      Inbox inbox,
      SessionRegistry sessions,
      Supplier<Inbox.Limits> limits,
      Scheduler scheduler,
      Peers peers) {
    this.inbox = inbox;
    this.sessions = sessions;
    this.limits = limits;
    this.scheduler = scheduler;
    this.wakeups = new Wakeups(peers);
    this.members = new Members(sessions, inbox, peers);
    peers.onAsked(
        Wakeups.SUBJECT,
        (from, words) ->
            CompletableFuture.completedFuture(
                Wakeups.answer(words, client -> wakes(from, client))));
    peers.onAsked(
        Wakeups.ACKNOWLEDGED,
        (from, words) -> {
          Wakeups.read(words, awaited::acked);
          return CompletableFuture.completedFuture("");
        });
    inbox.onElsewhere(
        new Inbox.Elsewhere() {
          @Override
          public void delivered(ClientId client, String id) {
            awaited.acked(client, id);
          }

          @Override
          public void waits(ClientId client, long messages) {
            lookAgain(client, messages);
          }
        });
  }

  /**
   * How a message to many went.
   *
   * @param clients to how many
   * @param acked how many acknowledged it within its deadline
   * @param queued for how many it is kept
   * @param refused for how many it was not taken: too much waits for them, or they have gone
   */
  public record Spread(int clients, int acked, int queued, int refused) {}

  /**
   * Sends {@code letter} to {@code client}.
   *
   * @return completes once the client has acknowledged it, at its deadline, or at once if it is not
   *     attached or the letter is not taken; on any thread. Fails if the letter could not be made
   *     durable for 28 s: whether it will be is not known then
   */
  public CompletionStage<Outcome> send(ClientId client, Letter letter) {
    Sending sending = new Sending();
    CompletableFuture<Outcome> answer = sending.answer;
    awaited.add(client, letter.id(), answer);
    long began = scheduler.nanoTime();
    inbox
        .keep(
            new Parcel(client, letter.id(), letter.type(), letter.body(), letter.keepFor()),
            limits.get())
        .whenComplete((how, failure) -> obey(client, letter, sending, how, failure))
        .thenRun(() -> awaitUntil(sending, began + letter.deadline().toNanos()));
    Cancellable guard = scheduler.schedule(() -> notDurable(answer), DURABLE_NANOS);
    answer.whenComplete((outcome, failure) -> guard.cancel());
    return answer;
  }

  /** It is durable now: no later than this its sender is told that it is kept. */
  private void awaitUntil(Sending sending, long deadlineNanos) {
    CompletableFuture<Outcome> answer = sending.answer;
    long left = deadlineNanos - scheduler.nanoTime();
    if (left <= 0) {
      sending.queued();
    } else if (!answer.isDone()) {
      Cancellable deadline = scheduler.schedule(sending::queued, left);
      answer.whenComplete((outcome, failure) -> deadline.cancel());
    }
  }

  private static void notDurable(CompletableFuture<Outcome> answer) {
    answer.completeExceptionally(
        new IllegalStateException("it was not durable after " + DURABLE_NANOS / NANOS + " s"));
  }

  private void obey(
      ClientId client,
      Letter letter,
      Sending sending,
      @Nullable Kept how,
      @Nullable Throwable failure) {
    CompletableFuture<Outcome> answer = sending.answer;
    if (how instanceof Kept.Held held) {
      if (held.attached() && held.elsewhere().isPresent()) {
        wake(held.elsewhere().get(), client, sending);
      } else if (held.attached() && !isOutOfReach(client)) {
        handOver(client, letter, held);
      } else {
        sending.queued();
      }
    } else if (how instanceof Kept.Delivered) {
      answer.complete(new Outcome.Acked());
    } else if (how != null) {
      answer.complete(new Outcome.Refused(how));
    } else {
      answer.completeExceptionally(failure == null ? new IllegalStateException() : failure);
    }
  }

  /** A letter under way: who waits for its outcome, and what is in its way. */
  private static final class Sending {
    private final CompletableFuture<Outcome> answer = new CompletableFuture<>();
    private volatile Optional<String> trouble = Optional.empty();

    private void queued() {
      answer.complete(new Outcome.Queued(trouble));
    }
  }

  /** The gateway that holds the client sends it; all gateways hear of the acknowledgement. */
  private void wake(String node, ClientId client, Sending sending) {
    sending.trouble =
        Optional.of("gateway " + node + ", which holds the client, has not answered yet");
    wakeups
        .wake(node, client)
        .whenComplete(
            (inReach, failure) -> {
              sending.trouble = Optional.ofNullable(failure).map(Wakeups::why);
              if (failure != null || !inReach) {
                sending.queued();
              }
            });
  }

  /** Another gateway has kept something for {@code client}; false if it cannot be sent now. */
  private boolean wakes(String node, ClientId client) {
    if (isOutOfReach(client)) {
      return false;
    }
    Route route = route(client);
    if (route != null) {
      route.askedBy(node);
    }
    return true;
  }

  /** What was kept elsewhere may not have been told here. */
  private void lookAgain(ClientId client, long messages) {
    if (!isOutOfReach(client)) {
      Route route = route(client);
      if (route != null && route.underWay() < messages) {
        route.readOn();
      }
    }
  }

  /** If it is not attached here yet, its login asks for what waits. */
  private void handOver(ClientId client, Letter letter, Kept.Held held) {
    Route route = route(client);
    if (route != null) {
      Parcel parcel =
          new Parcel(client, letter.id(), letter.type(), letter.body(), letter.keepFor());
      route.send(new Inbox.Waiting(held.number(), parcel), held.previous());
    }
  }

  /** It is attached, and holds no connection: what waits is for the next one. */
  private boolean isOutOfReach(ClientId client) {
    return sessions.session(client).filter(it -> !it.connection().canReceive()).isPresent();
  }

  private @Nullable Route route(ClientId client) {
    return routes.compute(
        client,
        (same, known) -> {
          // Asked in here, so that no older session takes the place of a newer one.
          Session session = sessions.session(client).orElse(null);
          if (session == null) {
            return null;
          }
          return known != null && known.session() == session
              ? known
              : new Route(session, inbox, scheduler);
        });
  }

  /**
   * The clients of {@code group} that are attached, to whichever gateway, or in grace. Reads a disk
   * and asks other gateways: for threads that may wait.
   */
  public Set<ClientId> members(String group) {
    return members.of(group);
  }

  /** Sends {@code letter} to all {@code clients}; completes once each of them has its outcome. */
  public CompletionStage<Spread> send(Set<ClientId> clients, Letter letter) {
    AtomicInteger acked = new AtomicInteger();
    AtomicInteger queued = new AtomicInteger();
    CompletableFuture<?>[] all =
        clients.stream()
            .map(client -> send(client, letter).toCompletableFuture())
            .map(answer -> answer.handle((outcome, failure) -> count(outcome, acked, queued)))
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(all)
        .thenApply(
            done ->
                new Spread(
                    all.length,
                    acked.get(),
                    queued.get(),
                    all.length - acked.get() - queued.get()));
  }

  private static boolean count(
      @Nullable Outcome outcome, AtomicInteger acked, AtomicInteger queued) {
    if (outcome instanceof Outcome.Acked) {
      acked.incrementAndGet();
    } else if (outcome instanceof Outcome.Queued) {
      queued.incrementAndGet();
    }
    return true;
  }

  /** {@code session} has been welcomed: what waits for its client is sent to it. */
  public void attached(Session session) {
    if (inbox.waitsFor(session.clientId())) {
      Route route = route(session.clientId());
      if (route != null) {
        route.readOn();
      }
    }
  }

  /** {@code session} takes now what it did not: all that waits is handed to it once more. */
  public void again(Session session) {
    if (inbox.waitsFor(session.clientId())) {
      Route route = route(session.clientId());
      if (route != null) {
        route.again();
      }
    }
  }

  /** The client of {@code session} has acknowledged a message; one that nobody sent is ignored. */
  public void acknowledged(Session session, String id) {
    ClientId client = session.clientId();
    Route route = routes.get(client);
    if (route != null && route.session() == session && route.acknowledged(id)) {
      List<String> askers = route.askers();
      inbox
          .delivered(client, id)
          .thenAccept(
              waited -> {
                if (waited) {
                  awaited.acked(client, id);
                  askers.forEach(node -> wakeups.acknowledged(node, client, id));
                }
              });
    }
  }

  /** A session of {@code client} has ended. */
  public void left(ClientId client) {
    routes.computeIfPresent(
        client, (same, route) -> route.session().end().isPresent() ? null : route);
  }

  /** How many clients have a way now; for tests. */
  int routes() {
    return routes.size();
  }

  /** How many messages somebody waits for now; for tests. */
  int waitedFor() {
    return awaited.size();
  }
}
