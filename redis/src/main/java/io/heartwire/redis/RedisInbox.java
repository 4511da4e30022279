package io.heartwire.redis;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.Inbox;
import io.heartwire.gateway.cluster.Kept;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.cluster.Parcel;
import io.heartwire.wire.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Messages on Redis. Thread safe. */
final class RedisInbox implements Inbox {
  private static final long MOST_FOR_AN_EARLIER_ONE_MS = 5_000;
  private static final long MOST_FOR_A_NUMBER_MS = 1_000;

  private final Footing on;
  private final Sessions sessions;
  private final Rows rows;
  private final MessageTally tally;
  private final WaitingRound round;
  private final Bell bell;

  RedisInbox(
      Footing on, Sessions sessions, Rows rows, MessageTally tally, WaitingRound round, Bell bell) {
    this.on = on;
    this.sessions = sessions;
    this.rows = rows;
    this.tally = tally;
    this.round = round;
    this.bell = bell;
  }

  @Override
  public CompletionStage<Kept> keep(Parcel parcel, Limits limits) {
    String client = parcel.client().value();
    return on.link()
        .run(
            Script.KEEP,
            on.keys().of(client),
            client,
            parcel.id(),
            parcel.type(),
            Long.toString(parcel.bytes()),
            Long.toString(parcel.keepFor().toNanos() / 1_000),
            Base64.getEncoder().encodeToString(parcel.body().toByteArray()),
            Integer.toString(limits.messages()),
            Long.toString(limits.bytes()))
        .thenApply(
            reply -> {
              bell.dueIn(parcel.keepFor().toMillis());
              return kept(client, reply);
            });
  }

  private Kept kept(String client, Reply reply) {
    return switch (reply.text(0)) {
      case "held" -> {
        if (reply.number(4) == 1) {
          tally.kept(client);
        }
        String node = reply.text(5);
        yield new Kept.Held(
            reply.number(1),
            reply.number(2),
            reply.number(3) == 1,
            node.equals(on.self().node()) ? Optional.empty() : Optional.of(node));
      }
      case "delivered" -> new Kept.Delivered();
      case "offline" -> new Kept.Offline();
      case "full" -> {
        tally.refused();
        yield new Kept.Full((int) reply.number(1), reply.number(2));
      }
      default -> new Kept.Unknown();
    };
  }

  @Override
  public CompletionStage<Boolean> delivered(ClientId client, String id) {
    String token = Acknowledgement.token(client, id);
    CompletableFuture<Long> number = on.tail().numberOf(token, MOST_FOR_A_NUMBER_MS);
    return on.link()
        .run(Script.DELIVERED, on.keys().of(client.value()), client.value(), id, token)
        .thenCompose(
            reply -> {
              if (reply.number(0) == 0) {
                number.cancel(false);
                return CompletableFuture.completedFuture(false);
              }
              tally.delivered(client.value());
              bell.written();
              return number.handle((told, late) -> true);
            });
  }

  @Override
  public CompletionStage<List<Waiting>> waiting(ClientId client, long after, int limit) {
    return on.link()
        .run(
            Script.WAITING,
            on.keys().of(client.value()),
            client.value(),
            Long.toString(after),
            Integer.toString(limit))
        .thenApply(reply -> waiting(client, reply));
  }

  private static List<Waiting> waiting(ClientId client, Reply reply) {
    long now = reply.number(0);
    List<Waiting> waiting = new ArrayList<>();
    for (int i = 1; i + 2 < reply.size(); i += 3) {
      String[] value = reply.text(i + 2).split("\n", 4);
      Duration left = Duration.ofNanos(Math.max(0, Long.parseLong(value[0]) - now) * 1_000);
      Bytes body = Bytes.copyOf(Base64.getDecoder().decode(value[2]));
      waiting.add(
          new Waiting(
              reply.number(i), new Parcel(client, reply.text(i + 1), value[3], body, left)));
    }
    return waiting;
  }

  @Override
  public boolean waitsFor(ClientId client) {
    return tally.waitsFor(client.value());
  }

  @Override
  public CompletionStage<Received> receive(Notice notice, String id) {
    return sessions
        .record(notice, "." + id)
        .thenCompose(
            number -> {
              tally.received(number == 0);
              return number == 0
                  ? earlier(notice, id)
                  : CompletableFuture.completedFuture(new Received(number, false));
            });
  }

  /** It was told, but may not have its number yet. */
  private CompletionStage<Received> earlier(Notice notice, String id) {
    String name =
        notice.client().map(ClientId::value).orElse("") + " " + notice.type().word() + " " + id;
    CompletableFuture<Received> answer = new CompletableFuture<>();
    answer.orTimeout(MOST_FOR_AN_EARLIER_ONE_MS, TimeUnit.MILLISECONDS);
    lookFor(name, answer);
    return answer.exceptionally(
        e -> {
          if (e instanceof TimeoutException) {
            throw new IllegalStateException(
                "a message was told before, but its event has no number yet: no gateway takes"
                    + " events into the log, look at the others",
                e);
          }
          throw new CompletionException(RedisLink.cause(e));
        });
  }

  private void lookFor(String name, CompletableFuture<Received> answer) {
    CompletableFuture<Boolean> next = on.tail().nextPass();
    on.link()
        .commands()
        .hget(on.keys().log("numbers"), name)
        .whenComplete(
            (number, e) -> {
              if (e != null) {
                answer.completeExceptionally(e);
              } else if (number != null) {
                answer.complete(new Received(Long.parseLong(number), true));
              } else if (!answer.isDone()) {
                next.thenRun(() -> lookFor(name, answer));
              }
            });
  }

  @Override
  public void onElsewhere(Elsewhere listener) {
    on.tail().onAcknowledged(listener::delivered);
    round.onWaiting(listener::waits);
  }

  @Override
  public List<ClientId> inGrace(String group) {
    return rows.inGrace(group);
  }

  @Override
  public List<ClientId> attachedTo(String node, String group) {
    return rows.attachedTo(node, group);
  }

  @Override
  public Counts counts() {
    return tally.counts();
  }
}
