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
   * {@code answer} of {@code partition}, whose three numbers from {@code at} on are taken when it
   * comes: later, an answer that came after it might have been taken already.
   */
  CompletableFuture<Reply> heed(CompletableFuture<Reply> answer, int partition, int at) {
    return answer.thenApply(
        reply -> {
          said(partition, reply, at);
          return reply;
        });
  }

  /** The three numbers from {@code at} on are those of {@code partition}, if there are any. */
  void said(int partition, Reply reply, int at) {
    if (reply.size() >= at + 3) {
      said(partition, new Presences(reply.number(at), reply.number(at + 1), reply.number(at + 2)));
    }
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
