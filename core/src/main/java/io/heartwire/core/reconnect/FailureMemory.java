package io.heartwire.core.reconnect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What failed within the last 30 s, or since anything last worked, so that others are tried first:
 * however long the waits between attempts are, everything gets its turn.
 *
 * <p>NOT thread safe: its owner's event loop calls it. Remembers the latest {@value #MAX_ENTRIES}
 * failures; at the bound the oldest is forgotten.
 *
 * @param <T> what can fail; compared by {@code equals}
 */
public final class FailureMemory<T> {
  /** The most failures remembered. */
  public static final int MAX_ENTRIES = 512;

  /** How long a failure counts at least. */
  public static final Duration SKIP_FAILED = Duration.ofSeconds(30);

  private record Failure(long at, int round) {}

  private final Map<T, Failure> failures = new LinkedHashMap<>();
  private int round;

  /** {@code item} failed. */
  public void failed(T item, long now) {
    failures.remove(item);
    failures.put(item, new Failure(now, round));
    if (failures.size() > MAX_ENTRIES) {
      failures.remove(failures.keySet().iterator().next());
    }
  }

  /** {@code item} works, or deserves another try. */
  public void forget(T item) {
    failures.remove(item);
  }

  /** Something worked: the failures before it count for their 30 s and no longer. */
  public void settled() {
    round++;
  }

  /** True if {@code item} failed within the last 30 s, or since anything last worked. */
  public boolean skips(T item, long now) {
    Failure failure = failures.get(item);
    return failure != null
        && (failure.round() == round || now - failure.at() < SKIP_FAILED.toNanos());
  }

  /**
   * All of {@code items}: those that did not fail lately in the order given, then the others, the
   * longest ago first. So there is always something to try.
   */
  public List<T> ordered(List<T> items, long now) {
    List<T> fresh = new ArrayList<>(items.size());
    List<T> stale = new ArrayList<>();
    for (T item : items) {
      (skips(item, now) ? stale : fresh).add(item);
    }
    stale.sort((a, b) -> Long.compare(age(b, now), age(a, now)));
    fresh.addAll(stale);
    return fresh;
  }

  private long age(T item, long now) {
    Failure failure = failures.get(item);
    return failure == null ? 0 : now - failure.at();
  }
}
