package io.heartwire.gateway.bundle;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Values that nobody is to read: replaced wherever they stand in a text. A second net: what knows
 * that it is secret is not shown in the first place. Thread safe.
 */
final class Secrets {
  static final String SHOWN = "***";

  /** Shorter values are part of other words, and replacing them would spoil every file. */
  static final int SHORTEST = 4;

  private final List<String> values;

  Secrets(List<String> values) {
    this.values =
        values.stream()
            .filter(it -> it.length() >= SHORTEST)
            .flatMap(Secrets::spellings)
            .distinct()
            // The longest first: one may be the beginning of another.
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  private static Stream<String> spellings(String value) {
    return Stream.of(value, new String(JsonStringEncoder.getInstance().quoteAsString(value)));
  }

  /** {@code text}, UTF-8, without them. */
  byte[] without(byte[] text) {
    String read = new String(text, StandardCharsets.UTF_8);
    String written = read;
    for (String value : values) {
      written = written.replace(value, SHOWN);
    }
    return written.equals(read) ? text : written.getBytes(StandardCharsets.UTF_8);
  }

  /** Whether one of them stands in {@code bytes}, whatever else these are. */
  boolean isIn(byte[] bytes) {
    String read = new String(bytes, StandardCharsets.ISO_8859_1);
    return values.stream()
        .map(it -> new String(it.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))
        .anyMatch(read::contains);
  }
}
