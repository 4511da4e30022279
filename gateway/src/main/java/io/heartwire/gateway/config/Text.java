package io.heartwire.gateway.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Settings as people write them; {@link ValueParser} reads the same back. */
final class Text {
  private Text() {}

  static String of(Object value) {
    if (value instanceof Duration duration) {
      return of(duration);
    }
    if (value instanceof Optional<?> optional) {
      return optional.map(Text::of).orElse("auto");
    }
    if (value instanceof Enum<?> constant) {
      return of(constant);
    }
    if (value instanceof Map<?, ?> map) {
      return map.isEmpty()
          ? "none"
          : String.join(", ", map.keySet().stream().map(String::valueOf).sorted().toList());
    }
    return String.valueOf(value);
  }

  /**
   * {@code off}, {@code 500ms}, {@code 30s}, {@code 2m}, {@code 1h}, {@code 7d}: the largest unit
   * that is whole, seconds up to 10 minutes.
   */
  static String of(Duration value) {
    if (value.isZero()) {
      return "off";
    }
    long millis = value.toMillis();
    if (millis % 1_000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1_000;
    if (seconds <= 600 || seconds % 60 != 0) {
      return seconds + "s";
    }
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    return seconds % 3_600 == 0 ? seconds / 3_600 + "h" : seconds / 60 + "m";
  }

  static String of(Enum<?> constant) {
    String own = constant.toString();
    return own.equals(constant.name()) ? kebab(own) : own;
  }

  private static String kebab(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
