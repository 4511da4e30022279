package io.heartwire.wire;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * How a client is, in its own words; whatever is absent is unknown.
 *
 * @param battery charge left, 0.0 empty to 1.0 full; finite
 * @param signal radio signal strength in dBm; finite
 * @param load 0.0 idle, 1.0 fully busy; finite
 * @param health one word, at most {@value #MAX_HEALTH_BYTES} bytes; empty if unknown
 * @param values anything else: at most {@value #MAX_VALUES} entries with keys of at most {@value
 *     #MAX_KEY_BYTES} bytes and values of at most {@value #MAX_VALUE_BYTES}
 */
public record Status(
    OptionalDouble battery,
    OptionalDouble signal,
    OptionalDouble load,
    String health,
    Map<String, String> values) {
  /** The longest health word, in bytes of UTF-8. */
  public static final int MAX_HEALTH_BYTES = 64;

  /** The most entries of {@link #values}. */
  public static final int MAX_VALUES = 32;

  /** The longest key of {@link #values}, in bytes of UTF-8. */
  public static final int MAX_KEY_BYTES = 64;

  /** The longest value of {@link #values}, in bytes of UTF-8. */
  public static final int MAX_VALUE_BYTES = 256;

  /** Nothing known. */
  public static final Status NONE =
      new Status(
          OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), "", Map.of());

  public Status {
    checkFinite("status.battery", battery);
    checkFinite("status.signal", signal);
    checkFinite("status.load", load);
    FieldLimits.checkText("status.health", health, MAX_HEALTH_BYTES);
    FieldLimits.checkCount("status.values", values.size(), MAX_VALUES);
    values = Map.copyOf(values);
    values.forEach(
        (key, value) -> {
          FieldLimits.checkText("status.values key", key, MAX_KEY_BYTES);
          FieldLimits.checkText("status.values value", value, MAX_VALUE_BYTES);
        });
  }

  /** A status that is only a health word. */
  public static Status health(String word) {
    return NONE.withHealth(word);
  }

  /** This status with a charge, 0.0 to 1.0. */
  public Status withBattery(double battery) {
    return new Status(OptionalDouble.of(battery), signal, load, health, values);
  }

  /** This status with a signal strength in dBm. */
  public Status withSignal(double signal) {
    return new Status(battery, OptionalDouble.of(signal), load, health, values);
  }

  /** This status with a load, 0.0 idle to 1.0 fully busy. */
  public Status withLoad(double load) {
    return new Status(battery, signal, OptionalDouble.of(load), health, values);
  }

  /** This status with a health word. */
  public Status withHealth(String health) {
    return new Status(battery, signal, load, health, values);
  }

  /** This status with other key-values. */
  public Status withValues(Map<String, String> values) {
    return new Status(battery, signal, load, health, values);
  }

  /** True if nothing is known. */
  public boolean isEmpty() {
    return battery.isEmpty()
        && signal.isEmpty()
        && load.isEmpty()
        && health.isEmpty()
        && values.isEmpty();
  }

  private static void checkFinite(String field, OptionalDouble value) {
    if (value.isPresent() && !Double.isFinite(value.getAsDouble())) {
      throw new IllegalArgumentException(
          field + " is " + value.getAsDouble() + ", must be finite: leave it out if unknown");
    }
  }
}
