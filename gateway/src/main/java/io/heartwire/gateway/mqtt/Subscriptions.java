package io.heartwire.gateway.mqtt;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What one client has subscribed to: filters of its own inbox, each with its greatest QoS, 0 or 1.
 * Immutable. At most {@value #MOST}; one more is refused.
 */
public record Subscriptions(Map<String, Integer> filters) {
  /** The most that one client may have. */
  public static final int MOST = 32;

  /** To nothing. */
  public static final Subscriptions NONE = new Subscriptions(Map.of());

  public Subscriptions {
    filters = Map.copyOf(filters);
    if (filters.size() > MOST) {
      throw new IllegalArgumentException(
          "a client has " + filters.size() + " subscriptions, limit " + MOST + ": drop some");
    }
  }

  /** Whether one to {@code filter} has room. */
  public boolean canTake(String filter) {
    return filters.size() < MOST || filters.containsKey(filter);
  }

  /** These, and one to {@code filter}, in place of an earlier one to the same. */
  public Subscriptions with(String filter, int qos) {
    Map<String, Integer> next = new LinkedHashMap<>(filters);
    next.put(filter, Math.min(1, qos));
    return new Subscriptions(next);
  }

  /** These without the one to {@code filter}; the same if there is none. */
  public Subscriptions without(String filter) {
    if (!filters.containsKey(filter)) {
      return this;
    }
    Map<String, Integer> next = new LinkedHashMap<>(filters);
    next.remove(filter);
    return new Subscriptions(next);
  }

  /** The greatest QoS by which {@code topic} is wanted; empty if it is not. */
  public OptionalInt qosOf(String topic) {
    return filters.entrySet().stream()
        .filter(entry -> Topics.matches(entry.getKey(), topic))
        .mapToInt(Map.Entry::getValue)
        .max();
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return filters.isEmpty();
  }
}
