package io.heartwire.gateway.mail;

import io.heartwire.core.liveness.ClientId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Senders that wait for an acknowledgement; several may wait for the same. Thread safe. Bounded by
 * the requests under way: each is here until it has been answered.
 */
final class Awaited {
  private final Map<Name, List<CompletableFuture<Outcome>>> answers = new ConcurrentHashMap<>();

  private record Name(ClientId client, String id) {}

  /** {@code answer} is here until it is complete. */
  void add(ClientId client, String id, CompletableFuture<Outcome> answer) {
    Name name = new Name(client, id);
    answers.compute(
        name,
        (same, others) -> {
          List<CompletableFuture<Outcome>> all = others == null ? new ArrayList<>(1) : others;
          all.add(answer);
          return all;
        });
    answer.whenComplete((outcome, failure) -> remove(name, answer));
  }

  private void remove(Name name, CompletableFuture<Outcome> answer) {
    answers.computeIfPresent(
        name,
        (same, all) -> {
          all.removeIf(each -> each == answer);
          return all.isEmpty() ? null : all;
        });
  }

  /** The client has acknowledged it. */
  void acked(ClientId client, String id) {
    List<CompletableFuture<Outcome>> all = answers.remove(new Name(client, id));
    if (all != null) {
      all.forEach(answer -> answer.complete(new Outcome.Acked()));
    }
  }

  /** How many messages are waited for. */
  int size() {
    return answers.size();
  }
}
