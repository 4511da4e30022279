package io.heartwire.redis;

import io.heartwire.gateway.cluster.Inbox;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * For which clients messages wait, as far as this node knows, and what it has counted. In memory
 * are only those for whom something waits. Thread safe.
 */
final class MessageTally {
  private final Map<String, Count> waiting = new ConcurrentHashMap<>();
  private final AtomicLongArray partitions = new AtomicLongArray(Keys.PARTITIONS);
  private volatile long round;
  private final LongAdder kept = new LongAdder();
  private final LongAdder delivered = new LongAdder();
  private final LongAdder expired = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder received = new LongAdder();
  private final LongAdder repeated = new LongAdder();

  /** How many wait, and in which round of {@link WaitingRound} that was known last. */
  private record Count(long messages, long round) {}

  /** All for whom something waits have been told of since it was called last: no others wait. */
  void roundOver() {
    long now = round;
    round = now + 1;
    waiting.values().removeIf(count -> count.round < now);
  }

  /** For so many clients of {@code partition} messages wait, as Redis says. */
  void waits(int partition, long clients) {
    partitions.set(partition, clients);
  }

  /** Whether messages wait for any client of {@code partition}. */
  boolean anyWaits(int partition) {
    return partitions.get(partition) > 0;
  }

  /** So many wait for {@code client}, as Redis says. */
  void waits(String client, long count) {
    if (count > 0) {
      partitions.accumulateAndGet(Keys.partition(client), 1, Math::max);
      waiting.put(client, new Count(count, round));
    } else {
      waiting.remove(client);
    }
  }

  void kept(String client) {
    partitions.accumulateAndGet(Keys.partition(client), 1, Math::max);
    waiting.compute(
        client, (name, count) -> new Count(count == null ? 1 : count.messages + 1, round));
    kept.increment();
  }

  void delivered(String client) {
    less(client);
    delivered.increment();
  }

  void expired(String client) {
    less(client);
    expired.increment();
  }

  private void less(String client) {
    waiting.computeIfPresent(
        client, (name, count) -> count.messages > 1 ? new Count(count.messages - 1, round) : null);
  }

  void refused() {
    refused.increment();
  }

  void received(boolean before) {
    (before ? repeated : received).increment();
  }

  boolean waitsFor(String client) {
    return waiting.containsKey(client);
  }

  Inbox.Counts counts() {
    return new Inbox.Counts(
        waiting.values().stream().mapToLong(Count::messages).sum(),
        kept.sum(),
        delivered.sum(),
        expired.sum(),
        refused.sum(),
        received.sum(),
        repeated.sum());
  }
}
