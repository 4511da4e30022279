package io.heartwire.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parameters of one request, checked: a parameter that nobody knows is refused. */
final class Query {
  static final int DEFAULT_LIMIT = 100;
  static final int MAX_LIMIT = 1_000;

  /** Whoever decodes it drops the whole parameter, and a filter that is dropped lists everybody. */
  private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private final Map<String, String> values;

  private Query(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /** What {@link #values} of another gateway were. */
  static Query of(JsonNode values) {
    Map<String, String> texts = new HashMap<>();
    values.properties().forEach(it -> texts.put(it.getKey(), it.getValue().asText()));
    return new Query(texts);
  }

  /** All that was given, by name. */
  Map<String, String> values() {
    return values;
  }

  static Query of(Context request, String... known) {
    String query = request.queryString();
    if (query != null && BROKEN_ESCAPE.matcher(query).find()) {
      throw Refusal.badRequest(
          "the query has a % without two hexadecimal digits behind it: write %25 for the"
              + " character");
    }
    Set<String> names = Set.of(known);
    Map<String, String> values = new HashMap<>();
    for (var parameter : request.queryParamMap().entrySet()) {
      if (!names.contains(parameter.getKey())) {
        throw Refusal.badRequest(
            "parameter '"
                + parameter.getKey()
                + "' is not known here: "
                + (names.isEmpty()
                    ? "leave it out, there are none"
                    : "use " + String.join(", ", List.of(known))));
      }
      if (parameter.getValue().size() > 1) {
        throw Refusal.badRequest(
            "parameter '"
                + parameter.getKey()
                + "' is given "
                + parameter.getValue().size()
                + " times: give it once");
      }
      parameter.getValue().forEach(value -> values.put(parameter.getKey(), value));
    }
    return new Query(values);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }

  /** True if it is given as {@code true}; nothing else but {@code false} is taken. */
  boolean flag(String name) {
    String value = text(name).orElse("false");
    if (!value.equals("true") && !value.equals("false")) {
      throw Refusal.badRequest(name + " (" + value + ") must be true or false: change it");
    }
    return value.equals("true");
  }

  int limit() {
    String value = text("limit").orElse(Integer.toString(DEFAULT_LIMIT));
    if (value.matches("\\d{1,9}")) {
      int limit = Integer.parseInt(value);
      if (limit >= 1 && limit <= MAX_LIMIT) {
        return limit;
      }
    }
    throw Refusal.badRequest(
        "limit (" + value + ") must be 1 to " + MAX_LIMIT + ": change it, and follow 'next'");
  }

  /** Where the page before ended: what {@link #cursor} was made of. */
  Optional<String> after(char kind) {
    return text("after").map(cursor -> decoded(kind, cursor));
  }

  private static String decoded(char kind, String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      if (text.length() > 1 && text.charAt(0) == kind) {
        return text.substring(1);
      }
    } catch (IllegalArgumentException e) {
      // Told to the sender below.
    }
    throw Refusal.badRequest(
        "after (" + cursor + ") is not the 'next' of this list: begin again without it");
  }

  static String cursor(char kind, String position) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((kind + position).getBytes(StandardCharsets.UTF_8));
  }

  /** A moment, or how long ago it was: {@code 10m}, {@code 2026-01-31T12:00:00Z}. */
  Optional<Instant> since(Instant now) {
    return text("since").map(value -> moment(value, now));
  }

  private static Instant moment(String value, Instant now) {
    Optional<Duration> ago = duration(value);
    if (ago.isPresent()) {
      return now.minus(ago.get());
    }
    try {
      return Instant.parse(value);
    } catch (DateTimeException e) {
      throw Refusal.badRequest(
          "since ("
              + value
              + ") is neither 10m nor 2026-01-31T12:00:00Z: write one of these forms");
    }
  }

  /** {@code 250ms}, {@code 10m}, {@code 2d}; empty if it is none of that form. */
  static Optional<Duration> duration(String value) {
    Matcher matcher = DURATION.matcher(value);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long count = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        });
  }
}
