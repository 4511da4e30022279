package io.heartwire.gateway.cluster.embedded;

import io.heartwire.gateway.cluster.Inbox;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * For which clients messages wait, how many, and what was counted: changed by the thread that
 * commits, and shown to all once the transaction holds. In memory are only those for whom something
 * waits.
 */
final class MessageTally {
  private final Map<String, Integer> waiting = new ConcurrentHashMap<>();
  private final Map<String, Integer> changes = new HashMap<>();
  private Inbox.Counts open = new Inbox.Counts(0, 0, 0, 0, 0, 0, 0);
  private volatile Inbox.Counts shown = open;

  /** So many waited for {@code client} when this process began. */
  void found(String client, int count) {
    waiting.put(client, count);
    open = plus(count, 0, 0, 0);
    shown = open;
  }

  void kept(String client) {
    changes.merge(client, 1, Integer::sum);
    open = plus(1, 1, 0, 0);
  }

  void delivered(String client) {
    changes.merge(client, -1, Integer::sum);
    open = plus(-1, 0, 1, 0);
  }

  void expired(String client) {
    changes.merge(client, -1, Integer::sum);
    open = plus(-1, 0, 0, 1);
  }

  void refused() {
    open =
        new Inbox.Counts(
            open.waiting(),
            open.kept(),
            open.delivered(),
            open.expired(),
            open.refused() + 1,
            open.received(),
            open.repeated());
  }

  void received(boolean before) {
    open =
        new Inbox.Counts(
            open.waiting(),
            open.kept(),
            open.delivered(),
            open.expired(),
            open.refused(),
            open.received() + (before ? 0 : 1),
            open.repeated() + (before ? 1 : 0));
  }

  private Inbox.Counts plus(long waits, long kept, long delivered, long expired) {
    return new Inbox.Counts(
        open.waiting() + waits,
        open.kept() + kept,
        open.delivered() + delivered,
        open.expired() + expired,
        open.refused(),
        open.received(),
        open.repeated());
  }

  /** The transaction holds. */
  void committed() {
    changes.forEach(
        (client, change) ->
            waiting.compute(
                client,
                (name, before) -> {
                  int now = (before == null ? 0 : before) + change;
                  return now == 0 ? null : now;
                }));
    changes.clear();
    shown = open;
  }

  /** The transaction does not hold. */
  void rolledBack() {
    changes.clear();
    open = shown;
  }

  /** From any thread. */
  boolean waitsFor(String client) {
    return waiting.containsKey(client);
  }

  /** From any thread. */
  Inbox.Counts counts() {
    return shown;
  }
}
