package io.heartwire.gateway.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Values that many clients have alike, such as the version of their software, each kept once.
 * Thread safe.
 *
 * <p>Bound: {@value #MAX} values; of one more each client keeps its own.
 *
 * @param <T> immutable, and equal by content
 */
public final class SharedValues<T> {
  private static final int MAX = 1_024;

  private final Map<T, T> values = new ConcurrentHashMap<>();

  /** A value equal to {@code value}. */
  public T shared(T value) {
    T known = values.get(value);
    if (known != null) {
      return known;
    }
    if (values.size() < MAX) {
      values.put(value, value);
    }
    return value;
  }

  /** Those that come from now on are kept anew; what clients have stays as it is. */
  void forget() {
    values.clear();
  }
}
