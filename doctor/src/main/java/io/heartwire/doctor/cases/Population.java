package io.heartwire.doctor.cases;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * How many clients there are, in all and by each {@link Dimension}. NOT thread safe. Bound: {@value
 * #MAX_VALUES} values of a dimension; clients of further ones count in all only.
 */
public final class Population {
  static final int MAX_VALUES = 10_000;

  private final Map<Dimension, Map<String, Integer>> counts = new EnumMap<>(Dimension.class);
  private int all;

  /** Nobody yet. */
  public Population() {
    for (Dimension dimension : Dimension.values()) {
      counts.put(dimension, new HashMap<>());
    }
  }

  /** One more. */
  public void add(Sufferer.Place place) {
    all++;
    counts.forEach(
        (dimension, values) -> {
          String value = dimension.of(place);
          if (!value.isEmpty() && (values.size() < MAX_VALUES || values.containsKey(value))) {
            values.merge(value, 1, Integer::sum);
          }
        });
  }

  /** All of them. */
  public int all() {
    return all;
  }

  /** How many have {@code value}. */
  public int of(Dimension dimension, String value) {
    return counts.getOrDefault(dimension, Map.of()).getOrDefault(value, 0);
  }

  /** The values of {@code dimension} that occur, with how often. */
  public Map<String, Integer> values(Dimension dimension) {
    return Map.copyOf(counts.getOrDefault(dimension, Map.of()));
  }
}
