package io.heartwire.redis;

import io.heartwire.gateway.cluster.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Claims whose answer was not heard, at most {@value #MOST}: it took too long, or the connection
 * broke. Whoever asked has given up, and Redis may have granted them, or grant them yet. One more
 * is counted, and left to {@link Strays}, which find its client later. Thread safe.
 */
final class LostClaims {
  static final int MOST = 10_000;

  /**
   * What tells a claim from every other one of its client.
   *
   * @param client whose
   * @param session the name of its session, if it was granted a new one
   * @param token of its event, if it was granted the one that the client had
   */
  record Lost(String client, String session, String token) {
    private static Lost of(Claim claim, String token) {
      return new Lost(claim.clientId().value(), claim.sessionId(), token);
    }
  }

  /** How often each was looked for. */
  private final Map<Lost, Integer> looks = new ConcurrentHashMap<>();

  private final AtomicLong left = new AtomicLong();

  void add(Claim claim, String token) {
    if (looks.size() >= MOST) {
      left.incrementAndGet();
    } else {
      looks.put(Lost.of(claim, token), 0);
    }
  }

  boolean isEmpty() {
    return looks.isEmpty();
  }

  /** Those that are looked for at present. */
  List<Lost> all() {
    return new ArrayList<>(looks.keySet());
  }

  /** It is not there, or not to be released: it is looked for {@code most} times in all. */
  void looked(Lost lost, int most) {
    looks.computeIfPresent(lost, (it, times) -> times + 1 < most ? times + 1 : null);
  }

  /** It needs no look any more. */
  void remove(Lost lost) {
    looks.remove(lost);
  }

  /** How many there was no room for, since it was asked last. */
  long left() {
    return left.getAndSet(0);
  }
}
