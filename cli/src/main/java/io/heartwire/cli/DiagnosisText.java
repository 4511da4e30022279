package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.wire.Printable;
import java.util.Locale;

/** A diagnosis in words: the verdict first, then what speaks for it, then the suspects. */
final class DiagnosisText {
  private DiagnosisText() {}

  static String of(JsonNode diagnosis) {
    JsonNode verdict = diagnosis.path("verdict");
    var words = new StringBuilder();
    String subject = text(verdict, "subject");
    words.append(
        String.format(
            Locale.ROOT,
            "%s%s (confidence %.2f)%n  %s%n",
            text(verdict, "cause").toUpperCase(Locale.ROOT),
            subject.isEmpty() ? "" : " " + subject,
            verdict.path("confidence").asDouble(),
            text(verdict, "sentence")));
    line(words, "Facts", verdict.path("facts"));
    one(words, "Against it", verdict, "against");
    one(words, "What to do", verdict, "advice");
    one(words, "Look further", verdict, "command");
    words.append(String.format("%nThe usual suspects%n"));
    for (JsonNode suspect : diagnosis.path("suspects")) {
      words.append(
          String.format(
              "  %-9s %-8s %s%n",
              text(suspect, "suspect"),
              suspect.path("cleared").asBoolean() ? "cleared" : "ACCUSED",
              text(suspect, "why")));
    }
    others(words, diagnosis.path("findings"));
    return words.toString();
  }

  /** What is at {@code name}, fit for a terminal; empty if nothing is. */
  static String text(JsonNode node, String name) {
    return Printable.of(node.path(name).asText(""));
  }

  private static void line(StringBuilder words, String title, JsonNode lines) {
    for (JsonNode line : lines) {
      words.append(String.format("  - %s%n", Printable.of(line.asText())));
    }
    if (lines.isEmpty()) {
      words.append(String.format("  %s: none%n", title));
    }
  }

  private static void one(StringBuilder words, String title, JsonNode from, String name) {
    String value = text(from, name);
    if (!value.isEmpty()) {
      words.append(String.format("  %s: %s%n", title, value));
    }
  }

  private static void others(StringBuilder words, JsonNode findings) {
    if (findings.size() > 1) {
      words.append(String.format("%nLess likely%n"));
      for (int i = 1; i < findings.size(); i++) {
        words.append(
            String.format(
                Locale.ROOT,
                "  %.2f %s: %s%n",
                findings.get(i).path("confidence").asDouble(),
                text(findings.get(i), "cause"),
                text(findings.get(i), "sentence")));
      }
    }
  }
}
