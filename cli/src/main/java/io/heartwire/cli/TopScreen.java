package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What {@code top} shows, made of what the gateway says now and said a moment ago. */
final class TopScreen {
  private static final int ROWS = 5;

  /**
   * What the gateway said.
   *
   * @param nanos when it was asked, by a monotonic clock
   * @param status of {@code /status}
   * @param incidents of {@code /incidents}, the newest first
   * @param handlers of {@code /handlers}
   * @param disconnects of {@code /disconnects}, the newest first
   */
  record Snapshot(
      long nanos, JsonNode status, JsonNode incidents, JsonNode handlers, JsonNode disconnects) {}

  private TopScreen() {}

  /** The lines; rates are those between {@code before} and {@code now}, the same at first. */
  static List<String> lines(Snapshot before, Snapshot now, Instant at) {
    JsonNode status = now.status();
    List<String> lines = new ArrayList<>();
    lines.add(
        JsonText.at(status, "node")
            + "  up "
            + JsonText.duration(status, "uptimeMs")
            + "  "
            + JsonText.at(status, "transport")
            + "  "
            + DiagnosisText.text(status, "listeners"));
    lines.add(
        String.format(
            Locale.ROOT,
            "attached %,d   in grace %,d   offline %,d   suspects %,d   connections %,d",
            status.path("attached").asLong(),
            status.path("inGrace").asLong(),
            status.path("offline").asLong(),
            status.path("suspects").asLong(),
            status.path("connections").asLong()));
    long nodes = status.path("cluster").path("nodes").asLong();
    if (nodes > 1) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%,d gateways, %,d attached to all of them",
              nodes,
              status.path("cluster").path("attached").asLong()));
    }
    lines.add(
        "heartbeats "
            + rate(before, now, "heartbeats")
            + "   logins "
            + rate(before, now, "logins")
            + "   breaker "
            + JsonText.at(status, "breaker.state")
            + "   draining "
            + JsonText.at(status, "draining"));
    status.path("warnings").forEach(warning -> lines.add("! " + warning.asText()));
    incidents(lines, now.incidents(), at);
    section(lines, "left", reasons(before, now));
    section(lines, "", disconnects(now.disconnects(), at));
    section(lines, "handlers", handlers(before, now));
    section(lines, "loops", loops(status));
    return lines;
  }

  private static void section(List<String> lines, String heading, Table table) {
    if (table.isEmpty()) {
      return;
    }
    lines.add("");
    if (!heading.isEmpty()) {
      lines.add(heading.toUpperCase(Locale.ROOT));
    }
    table.toString().lines().forEach(lines::add);
  }

  private static void incidents(List<String> lines, JsonNode incidents, Instant at) {
    lines.add("");
    List<JsonNode> open = items(incidents).filter(it -> !it.has("closedAt")).toList();
    if (open.isEmpty()) {
      lines.add("no open incident");
    }
    for (JsonNode incident : open) {
      lines.add(
          "INCIDENT "
              + JsonText.at(incident, "id")
              + ", since "
              + JsonText.ago(incident, "openedAt", at)
              + ": "
              + JsonText.at(incident, "sentence")
              + String.format(
                  Locale.ROOT, " (confidence %.2f)", incident.path("confidence").asDouble()));
    }
  }

  private static Stream<JsonNode> items(JsonNode listing) {
    return StreamSupport.stream(listing.path("items").spliterator(), false);
  }

  /** {@code difference} a second, in the given format. */
  private static String each(Snapshot before, Snapshot now, long difference, String format) {
    double seconds = (now.nanos() - before.nanos()) / 1e9;
    return String.format(Locale.ROOT, format, seconds > 0 ? difference / seconds : 0.0);
  }

  private static String rate(Snapshot before, Snapshot now, String name) {
    long difference = now.status().path(name).asLong() - before.status().path(name).asLong();
    return each(before, now, difference, "%,.0f/s");
  }

  private static Table reasons(Snapshot before, Snapshot now) {
    Table table = new Table("reason", "since the start", "a second");
    JsonNode then = before.status().path("disconnects");
    now.status().path("disconnects").properties().stream()
        .sorted(
            Comparator.comparingLong(
                (Map.Entry<String, JsonNode> it) ->
                    then.path(it.getKey()).asLong() - it.getValue().asLong()))
        .limit(ROWS)
        .forEach(
            it ->
                table.row(
                    it.getKey(),
                    String.format(Locale.ROOT, "%,d", it.getValue().asLong()),
                    each(
                        before,
                        now,
                        it.getValue().asLong() - then.path(it.getKey()).asLong(),
                        "%,.1f")));
    return table;
  }

  private static Table disconnects(JsonNode listing, Instant at) {
    Table table = new Table("ago", "client", "reason", "silent for", "detail");
    items(listing)
        .limit(ROWS)
        .forEach(
            it ->
                table.row(
                    JsonText.ago(it, "at", at),
                    JsonText.at(it, "clientId"),
                    JsonText.at(it, "reason"),
                    JsonText.duration(it, "silenceMs"),
                    JsonText.at(it, "detail")));
    return table;
  }

  private static Table handlers(Snapshot before, Snapshot now) {
    Table table = new Table("type", "model", "a second", "p50", "p99", "busy", "failed");
    items(now.handlers())
        .sorted(Comparator.comparingLong(it -> -it.path("count").asLong()))
        .limit(ROWS)
        .forEach(
            it ->
                table.row(
                    JsonText.at(it, "type"),
                    JsonText.at(it, "model"),
                    each(before, now, it.path("count").asLong() - countOf(before, it), "%,.1f"),
                    JsonText.duration(it, "took.p50Ms"),
                    JsonText.duration(it, "took.p99Ms"),
                    JsonText.at(it, "busy"),
                    JsonText.at(it, "failed")));
    return table;
  }

  private static long countOf(Snapshot before, JsonNode handler) {
    return items(before.handlers())
        .filter(it -> it.path("type").equals(handler.path("type")))
        .mapToLong(it -> it.path("count").asLong())
        .findFirst()
        .orElse(0);
  }

  private static Table loops(JsonNode status) {
    Table table = new Table("loop", "connections", "late now", "latest ever", "stalls", "verdicts");
    for (JsonNode loop : status.path("loops")) {
      table.row(
          JsonText.at(loop, "name"),
          JsonText.at(loop, "connections"),
          JsonText.duration(Duration.ofMillis(loop.path("lagMs").asLong())),
          JsonText.duration(Duration.ofMillis(loop.path("maxLagMs").asLong())),
          JsonText.at(loop, "stalls"),
          JsonText.at(loop, "verdicts"));
    }
    return table;
  }
}
