package io.heartwire.gateway.mail;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.Inbox;
import io.heartwire.gateway.cluster.Kept;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.cluster.Parcel;
import io.heartwire.wire.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Keeps messages in memory; what it is asked is answered when the test says so. */
final class FakeInbox implements Inbox {
  final List<Waiting> rows = new ArrayList<>();
  private final List<Runnable> answers = new ArrayList<>();
  private long numbers;

  /** The other gateway that holds all clients; empty: this one does. */
  String elsewhere = "";

  /** Who hears what other gateways do. */
  Elsewhere others =
      new Elsewhere() {
        @Override
        public void delivered(ClientId client, String id) {}

        @Override
        public void waits(ClientId client, long messages) {}
      };

  /** While true nothing becomes durable. */
  boolean stuck;

  private <T> CompletionStage<T> later(T result) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    answers.add(() -> answer.complete(result));
    settle();
    return answer;
  }

  /** Answers what was asked, unless it is stuck. */
  void settle() {
    while (!stuck && !answers.isEmpty()) {
      answers.remove(0).run();
    }
  }

  @Override
  public CompletionStage<Kept> keep(Parcel parcel, Limits limits) {
    long previous =
        rows.stream()
            .filter(row -> row.parcel().client().equals(parcel.client()))
            .mapToLong(Waiting::number)
            .max()
            .orElse(0);
    rows.add(new Waiting(++numbers, parcel));
    return later(
        new Kept.Held(
            numbers, previous, true, Optional.of(elsewhere).filter(node -> !node.isEmpty())));
  }

  /** Another gateway keeps it for the client of {@link CourierRig}. */
  void keepQuietly(String id) {
    rows.add(
        new Waiting(
            ++numbers, new Parcel(CourierRig.DEV, id, "news", Bytes.EMPTY, Duration.ofHours(1))));
  }

  @Override
  public void onElsewhere(Elsewhere listener) {
    others = listener;
  }

  @Override
  public CompletionStage<Boolean> delivered(ClientId client, String id) {
    return later(
        rows.removeIf(row -> row.parcel().client().equals(client) && row.parcel().id().equals(id)));
  }

  @Override
  public CompletionStage<List<Waiting>> waiting(ClientId client, long after, int limit) {
    return later(
        rows.stream()
            .filter(row -> row.parcel().client().equals(client) && row.number() > after)
            .limit(limit)
            .toList());
  }

  @Override
  public boolean waitsFor(ClientId client) {
    return rows.stream().anyMatch(row -> row.parcel().client().equals(client));
  }

  @Override
  public CompletionStage<Received> receive(Notice notice, String id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<ClientId> inGrace(String group) {
    return List.of();
  }

  @Override
  public Counts counts() {
    return new Counts(rows.size(), 0, 0, 0, 0, 0, 0);
  }
}
