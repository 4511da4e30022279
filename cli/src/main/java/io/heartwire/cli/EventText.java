package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** How an event reads on one line. */
final class EventText {
  private EventText() {}

  static String line(JsonNode event) {
    var text = new StringBuilder();
    text.append(JsonText.at(event, "id")).append("  ").append(JsonText.at(event, "time"));
    text.append("  ").append(JsonText.at(event, "type").replaceFirst("^io\\.heartwire\\.", ""));
    text.append("  ").append(JsonText.at(event, "subject"));
    JsonNode data = event.path("data");
    if (event.has("epoch")) {
      text.append("  epoch ").append(event.path("epoch").asText());
    }
    part(text, data, "id", "", "");
    part(text, data, "reason", "", "");
    part(text, data, "confidence", " (", ")");
    if (data.path("silenceMs").asLong() > 0) {
      text.append(", silent for ").append(JsonText.duration(data, "silenceMs"));
    }
    if (data.has("awayMs")) {
      text.append("  away for ").append(JsonText.duration(data, "awayMs"));
    }
    if (data.has("from") && data.has("to")) {
      part(text, data, "from", "  ", " -> ");
      text.append(JsonText.at(data, "to"));
      part(text, data, "rule", ", rule ", "");
      part(text, data, "decidedBy", ", by ", "");
      for (var value : data.path("values").properties()) {
        text.append(", ").append(value.getKey()).append(' ').append(value.getValue().asText());
      }
    }
    part(text, data, "detail", ": ", "");
    return text.toString();
  }

  private static void part(
      StringBuilder text, JsonNode data, String name, String before, String behind) {
    String value = data.path(name).asText("");
    if (!value.isEmpty()) {
      text.append(before.isEmpty() ? "  " : before).append(value).append(behind);
    }
  }
}
