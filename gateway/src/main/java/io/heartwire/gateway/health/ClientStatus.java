package io.heartwire.gateway.health;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a client last said about its own condition; whatever is absent is unknown. Immutable.
 *
 * <p>There may be one for each client, so it is kept flat: a key and its value are neighbours in
 * one array, and keys can be shared.
 */
public final class ClientStatus {
  private static final String[] NOTHING = {};

  /** Nothing said yet. */
  public static final ClientStatus NONE =
      new ClientStatus(Double.NaN, Double.NaN, Double.NaN, "", NOTHING, 0);

  // Absent is NaN: a status that travels has finite numbers only.
  private final double battery;
  private final double signal;
  private final double load;
  private final String health;
  private final String[] entries;
  private final long changedAtMs;

  private ClientStatus(
      double battery,
      double signal,
      double load,
      String health,
      String[] entries,
      long changedAtMs) {
    this.battery = battery;
    this.signal = signal;
    this.load = load;
    this.health = health;
    this.entries = entries;
    this.changedAtMs = changedAtMs;
  }

  /**
   * The three numbers that have a name.
   *
   * @param battery charge left, 0.0 empty to 1.0 full
   * @param signal radio signal strength in dBm
   * @param load 0.0 idle, 1.0 fully busy
   */
  public record Numbers(OptionalDouble battery, OptionalDouble signal, OptionalDouble load) {
    /** None of them. */
    public static final Numbers NONE =
        new Numbers(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
  }

  /**
   * What was said at {@code changedAtMs}, in milliseconds since 1970.
   *
   * @param health one word, empty if not said
   * @param values anything else, by name
   * @param shared answers a string equal to the one it is given; asked for the names and the word
   */
  public static ClientStatus of(
      Numbers numbers,
      String health,
      Map<String, String> values,
      long changedAtMs,
      UnaryOperator<String> shared) {
    var entries = values.isEmpty() ? NOTHING : new String[2 * values.size()];
    int at = 0;
    for (Map.Entry<String, String> entry : new TreeMap<>(values).entrySet()) {
      entries[at++] = shared.apply(entry.getKey());
      entries[at++] = entry.getValue();
    }
    return new ClientStatus(
        numbers.battery().orElse(Double.NaN),
        numbers.signal().orElse(Double.NaN),
        numbers.load().orElse(Double.NaN),
        health.isEmpty() ? "" : shared.apply(health),
        entries,
        changedAtMs);
  }

  /** Whether this says just that. Allocates nothing. */
  public boolean says(
      OptionalDouble battery,
      OptionalDouble signal,
      OptionalDouble load,
      String health,
      Map<String, String> values) {
    if (entries.length != 2 * values.size()
        || !same(this.battery, battery)
        || !same(this.signal, signal)
        || !same(this.load, load)
        || !this.health.equals(health)) {
      return false;
    }
    for (int i = 0; i < entries.length; i += 2) {
      if (!entries[i + 1].equals(values.get(entries[i]))) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(double kept, OptionalDouble said) {
    return said.isPresent() ? kept == said.getAsDouble() : Double.isNaN(kept);
  }

  /** True if nothing was ever said. */
  public boolean isEmpty() {
    return this == NONE;
  }

  /** Charge left, 0.0 empty to 1.0 full. */
  public OptionalDouble battery() {
    return optional(battery);
  }

  /** Radio signal strength in dBm. */
  public OptionalDouble signal() {
    return optional(signal);
  }

  /** 0.0 idle, 1.0 fully busy. */
  public OptionalDouble load() {
    return optional(load);
  }

  private static OptionalDouble optional(double value) {
    return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** One word, empty if not said. */
  public String health() {
    return health;
  }

  /** When it began to say this, in milliseconds since 1970. */
  public long changedAtMs() {
    return changedAtMs;
  }

  /** Anything else, by name; a copy. */
  public Map<String, String> values() {
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i < entries.length; i += 2) {
      values.put(entries[i], entries[i + 1]);
    }
    return values;
  }

  /**
   * All fields as rules see them: what has a name of its own, and of the rest whatever reads as a
   * number as a {@code Double}, all else as a {@code String}.
   */
  Map<String, Object> fields() {
    Map<String, Object> fields = new HashMap<>();
    for (int i = 0; i < entries.length; i += 2) {
      fields.put(entries[i], Numeral.read(entries[i + 1]));
    }
    put(fields, "battery", battery);
    put(fields, "signal", signal);
    put(fields, "load", load);
    if (!health.isEmpty()) {
      fields.put("health", health);
    }
    return fields;
  }

  private static void put(Map<String, Object> fields, String name, double value) {
    if (!Double.isNaN(value)) {
      fields.put(name, value);
    }
  }

  /** The field {@code name} as text; null if there is none. */
  @Nullable String text(String name) {
    Object field = fields().get(name);
    return field == null ? null : field.toString();
  }
}
