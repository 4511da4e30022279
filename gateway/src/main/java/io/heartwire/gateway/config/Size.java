package io.heartwire.gateway.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory.
 *
 * @param bytes not negative
 */
public record Size(long bytes) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,15})\\s*(B|kB|MB|GB|KiB|MiB|GiB)?");

  public Size {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size (" + bytes + ") is not negative: raise it");
    }
  }

  /** Reads {@code 65536}, {@code 64KiB} (1,024 bytes each) or {@code 64kB} (1,000 bytes each). */
  static Size parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a size: " + text);
    }
    String unit = matcher.group(2) == null ? "B" : matcher.group(2);
    long scale =
        switch (unit.toLowerCase(Locale.ROOT)) {
          case "kb" -> 1_000L;
          case "mb" -> 1_000_000L;
          case "gb" -> 1_000_000_000L;
          case "kib" -> 1L << 10;
          case "mib" -> 1L << 20;
          case "gib" -> 1L << 30;
          default -> 1L;
        };
    return new Size(Math.multiplyExact(Long.parseLong(matcher.group(1)), scale));
  }

  /** The shortest text that {@link #parse} reads back: {@code 64KiB}. */
  @Override
  public String toString() {
    String[] units = {"KiB", "MiB", "GiB"};
    for (int i = units.length - 1; i >= 0; i--) {
      long scale = 1L << (10 * (i + 1));
      if (bytes >= scale && bytes % scale == 0) {
        return bytes / scale + units[i];
      }
    }
    return bytes + "B";
  }
}
