package io.heartwire.redis;

import io.heartwire.gateway.cluster.Presences;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** How many clients are in which state, as the partitions said last. Thread safe. */
final class Tally {
  private final AtomicReferenceArray<Presences> partitions =
      new AtomicReferenceArray<>(Keys.PARTITIONS);

  Tally() {
    Keys.partitions().forEach(partition -> partitions.set(partition, new Presences(0, 0, 0)));
  }

  /**
   * {@code answer} of {@code partition}, whose list at {@code at} is taken when it comes: later, an
   * answer that came after it might have been taken already.
   */
  CompletableFuture<Reply> heed(CompletableFuture<Reply> answer, int partition, int at) {
    return answer.thenApply(
        reply -> {
          said(partition, reply, at);
          return reply;
        });
  }

  /**
   * The list at {@code at}, if there is one, says what has changed in {@code partition}: a state,
   * how many are in it now, the next state, and so on.
   */
  void said(int partition, Reply reply, int at) {
    if (reply.size() > at) {
      Reply changed = reply.list(at);
      for (int i = 0; i + 1 < changed.size(); i += 2) {
        said(partition, changed.text(i), changed.number(i + 1));
      }
    }
  }

  private void said(int partition, String state, long many) {
    partitions.updateAndGet(
        partition,
        before ->
            switch (state) {
              case "0" -> new Presences(before.attached(), before.inGrace(), many);
              case "1" -> new Presences(before.attached(), many, before.offline());
              default -> new Presences(many, before.inGrace(), before.offline());
            });
  }

  void said(int partition, Presences counts) {
    partitions.set(partition, counts);
  }

  Presences all() {
    long attached = 0;
    long inGrace = 0;
    long offline = 0;
    for (int i = 0; i < Keys.PARTITIONS; i++) {
      Presences counts = partitions.get(i);
      attached += counts.attached();
      inGrace += counts.inGrace();
      offline += counts.offline();
    }
    return new Presences(attached, inGrace, offline);
  }
}
