package io.heartwire.redis;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.cluster.EngineAwayException;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.Invariants;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that come to one of two nodes and leave, again and again, whatever happens; and somebody
 * who follows the log. What they were told is kept.
 */
final class Churn {
  private static final Executor SOON = CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS);

  private final Crew a;
  private final Crew b;
  private final AtomicLong granted = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final Map<String, Long> epochs = new ConcurrentHashMap<>();
  private final List<Invariants.Owned> owned = new CopyOnWriteArrayList<>();
  private final List<String> backwards = new CopyOnWriteArrayList<>();
  private final List<Event> followed = new CopyOnWriteArrayList<>();
  private volatile boolean over;
  private CountDownLatch busy = new CountDownLatch(0);

  Churn(Crew a, Crew b) {
    this.a = a;
    this.b = b;
  }

  void begin(int clients) {
    busy = new CountDownLatch(clients + 1);
    for (int i = 0; i < clients; i++) {
      come("guest-" + i, i);
    }
    follow();
  }

  private void come(String client, int turn) {
    if (over) {
      busy.countDown();
      return;
    }
    Crew host = turn % 2 == 0 ? a : b;
    host.claim(client, OptionalLong.empty(), Duration.ZERO)
        .thenCompose(
            claimed -> {
              note(host, client, ((Claimed.Granted) claimed).epoch());
              return host.leave(client, DisconnectReason.RESET, Duration.ZERO);
            })
        .whenCompleteAsync(
            (released, e) -> {
              refused.addAndGet(e == null ? 0 : 1);
              come(client, turn + 1);
            },
            SOON);
  }

  private void note(Crew host, String client, long epoch) {
    granted.incrementAndGet();
    owned.add(new Invariants.Owned(host.node, client, epoch));
    Long before = epochs.put(client, epoch);
    if (before != null && before >= epoch) {
      backwards.add(client + ": " + epoch + " after " + before);
    }
  }

  private void follow() {
    boolean last = over;
    try {
      long after = followed.isEmpty() ? 0 : followed.get(followed.size() - 1).number();
      followed.addAll(b.engine.events(after, 1_000));
    } catch (EngineAwayException e) {
      // It is asked again.
      last = false;
    }
    if (last) {
      busy.countDown();
    } else {
      SOON.execute(this::follow);
    }
  }

  /** Nobody comes any more, and all have left. */
  void end() {
    over = true;
    try {
      if (!busy.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError(busy.getCount() + " clients still wait");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  long granted() {
    return granted.get();
  }

  /** How often somebody could not come, or not leave. */
  long refused() {
    return refused.get();
  }

  /** Who ever held whom. */
  List<Invariants.Owned> everOwned() {
    List<Invariants.Owned> all = new ArrayList<>(owned);
    all.addAll(a.owned());
    all.addAll(b.owned());
    return all;
  }

  /** Epochs that were not larger than the one before. */
  List<String> backwards() {
    return backwards;
  }

  /** What was read from the log while it went on. */
  List<Event> followed() {
    List<Event> all = new ArrayList<>(followed);
    all.addAll(log(b.engine, all.isEmpty() ? 0 : all.get(all.size() - 1).number()));
    return all;
  }

  /** What the log has now. */
  List<Event> log(RedisEngine node) {
    return log(node, 0);
  }

  private static List<Event> log(RedisEngine node, long from) {
    List<Event> all = new ArrayList<>();
    List<Event> page = node.events(from, 1_000);
    while (!page.isEmpty()) {
      all.addAll(page);
      page = node.events(all.get(all.size() - 1).number(), 1_000);
    }
    return all;
  }
}
