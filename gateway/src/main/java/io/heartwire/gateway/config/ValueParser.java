package io.heartwire.gateway.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one setting from its text, or says in one sentence what would be allowed. */
final class ValueParser {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");

  /** What makes a sum of a text, and not a time by itself. */
  private static final Pattern SUM =
      Pattern.compile("[+*]|interval|recheck", Pattern.CASE_INSENSITIVE);

  private ValueParser() {}

  /** The value of {@code text} as a {@code type}, one of those that {@link #allowed} knows. */
  static Object parse(String key, String text, Class<?> type) {
    if (type == TimeRule.class) {
      return SUM.matcher(text).find()
          ? TimeRuleParser.parse(key, text.strip())
          : TimeRule.of((Duration) parse(key, text, Duration.class));
    }
    try {
      return read(text.strip(), type);
    } catch (DateTimeParseException | ArithmeticException | IllegalArgumentException e) {
      throw new ConfigException(
          key + " (" + text + ") is not " + allowed(type) + ": " + remedy(type));
    }
  }

  /** What a value of this type looks like. */
  static String allowed(Class<?> type) {
    if (type == Duration.class) {
      return "a time such as 500ms, 30s, 2m or 1h";
    }
    if (type == TimeRule.class) {
      return "a time such as 30s, or a sum such as 2 * recheck + 10 * interval";
    }
    if (type == Size.class) {
      return "a size such as 4096, 64KiB or 1MiB";
    }
    if (type == LoginRate.class) {
      return "a rate of 1 to 1000000 a second, adaptive or off";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type.isEnum()) {
      return "one of "
          + String.join(
              ", ", Arrays.stream(type.getEnumConstants()).map(c -> Text.of((Enum<?>) c)).toList());
    }
    return type == int.class || type == Integer.class ? "a whole number" : "a text";
  }

  private static String remedy(Class<?> type) {
    if (type == Duration.class) {
      return "write a whole number and its unit";
    }
    if (type == Size.class) {
      return "write a whole number, with or without a unit";
    }
    return type.isEnum() || type == boolean.class || type == Boolean.class
        ? "use one of them"
        : "correct it";
  }

  private static Object read(String text, Class<?> type) {
    if (type == String.class) {
      return text;
    }
    if (type == int.class || type == Integer.class) {
      return Integer.parseInt(text.replace("_", ""));
    }
    if (type == boolean.class || type == Boolean.class) {
      return bool(text);
    }
    if (type == Duration.class) {
      return duration(text);
    }
    if (type == Size.class) {
      return Size.parse(text);
    }
    if (type == LoginRate.class) {
      return LoginRate.parse(text);
    }
    if (type.isEnum()) {
      return constant(text, type);
    }
    throw new IllegalStateException("no parser for " + type);
  }

  private static boolean bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static Duration duration(String text) {
    // YAML reads a bare off as false.
    if (text.equalsIgnoreCase("off") || text.equals("false") || text.equals("0")) {
      return Duration.ZERO;
    }
    if (text.startsWith("P") || text.startsWith("p")) {
      return Duration.parse(text);
    }
    Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  private static Object constant(String text, Class<?> type) {
    // YAML reads a bare off as false.
    String wanted = text.equals("false") ? "off" : text;
    String name = wanted.toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> ((Enum<?>) constant).name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(text));
  }
}
