package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How values of the administration interface read in a table. */
final class JsonText {
  private JsonText() {}

  /** The value at {@code path} (names joined by dots), or {@code -}. */
  static String at(JsonNode node, String path) {
    JsonNode value = node;
    for (String name : path.split("\\.", -1)) {
      value = value.path(name);
    }
    if (value.isMissingNode() || value.isNull()) {
      return "-";
    }
    String text = value.isValueNode() ? value.asText() : value.toString();
    return text.isEmpty() ? "-" : text;
  }

  /** Milliseconds as seconds, minutes, hours or days; with a fraction, as they are. */
  static String duration(JsonNode node, String path) {
    String text = at(node, path);
    if (text.matches("\\d+\\.\\d+(E-\\d+)?")) {
      return String.format(Locale.ROOT, "%.2f ms", Double.parseDouble(text));
    }
    return text.matches("-?\\d+") ? duration(Duration.ofMillis(Long.parseLong(text))) : text;
  }

  static String duration(Duration time) {
    double seconds = time.toMillis() / 1_000.0;
    if (seconds < 100) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    if (seconds < 6_000) {
      return String.format(Locale.ROOT, "%.1f m", seconds / 60);
    }
    return seconds < 360_000
        ? String.format(Locale.ROOT, "%.1f h", seconds / 3_600)
        : String.format(Locale.ROOT, "%.1f d", seconds / 86_400);
  }

  /** How long ago the ISO 8601 time at {@code path} was. */
  static String ago(JsonNode node, String path, Instant now) {
    String text = at(node, path);
    try {
      return duration(Duration.between(Instant.parse(text), now));
    } catch (DateTimeParseException e) {
      return text;
    }
  }

  /**
   * Every value of {@code node} on a line of its own, under its name in words; lists of objects
   * follow as tables.
   */
  static String describe(JsonNode node) {
    var values = new Table("", "");
    List<String> lists = new ArrayList<>();
    rows(values, lists, "", node);
    String text = values.toString().stripLeading();
    return lists.isEmpty() ? text : text + System.lineSeparator() + String.join("", lists);
  }

  private static void rows(Table values, List<String> lists, String prefix, JsonNode node) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String name = prefix + words(field.getKey());
      JsonNode value = field.getValue();
      if (value.isObject()) {
        rows(values, lists, name + " ", value);
      } else if (value.isArray() && value.path(0).isObject()) {
        lists.add(listOf(value));
      } else if (value.isArray()) {
        value.forEach(item -> values.row(name.replaceAll("s$", ""), item.asText()));
      } else {
        values.row(name.replaceAll(" ms$", ""), shown(node, field.getKey()));
      }
    }
  }

  /** Objects as rows, under the names that the first one has. */
  private static String listOf(JsonNode objects) {
    List<String> names = new ArrayList<>();
    objects.path(0).fieldNames().forEachRemaining(names::add);
    var table =
        new Table(
            names.stream()
                .map(name -> words(name).replaceAll(" ms$", "").toUpperCase(Locale.ROOT))
                .toArray(String[]::new));
    for (JsonNode object : objects) {
      table.row(names.stream().map(name -> shown(object, name)).toArray(String[]::new));
    }
    return table.toString();
  }

  private static String shown(JsonNode node, String name) {
    return name.endsWith("Ms") ? duration(node, name) : at(node, name);
  }

  private static String words(String camelCase) {
    return camelCase.replaceAll("([a-z0-9])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
  }
}
