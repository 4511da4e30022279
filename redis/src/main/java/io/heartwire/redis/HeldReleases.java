package io.heartwire.redis;

import io.heartwire.gateway.cluster.Parting;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ends of connections that could not be written, because Redis is out of reach: the newest of each
 * client, and at most {@value #MOST}; one more is given up, counted, and its client stays attached
 * until it comes back or this gateway ends. Thread safe.
 */
final class HeldReleases {
  static final int MOST = 200_000;

  /**
   * What is held.
   *
   * @param parting what could not be written
   * @param outcome completes when it is
   */
  record Held(Parting parting, CompletableFuture<Boolean> outcome) {}

  private final Map<String, Held> held = new ConcurrentHashMap<>();
  private final AtomicLong lost = new AtomicLong();

  void hold(Held release, Throwable why) {
    String client = release.parting().release().clientId().value();
    if (held.size() >= MOST && !held.containsKey(client)) {
      lost.incrementAndGet();
      release.outcome().completeExceptionally(why);
      return;
    }
    Held before = held.put(client, release);
    if (before != null) {
      before.outcome().complete(false);
    }
  }

  /** Takes up to {@code most} of them out. */
  List<Held> take(int most) {
    List<Held> taken = new ArrayList<>();
    Iterator<Held> all = held.values().iterator();
    while (all.hasNext() && taken.size() < most) {
      taken.add(all.next());
      all.remove();
    }
    return taken;
  }

  boolean holds(String client) {
    return held.containsKey(client);
  }

  int size() {
    return held.size();
  }

  long lost() {
    return lost.get();
  }
}
