package io.heartwire.bench.side;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** What a run found out, as tables of Markdown and as JSON. */
record Report(
    Machine machine, String command, LocalDate date, Samples samples, Map<String, String> missing) {
  /** A column: figure, title, decimals. */
  private record Column(String figure, String title, int decimals) {}

  private static final List<Column> HEARTBEATS =
      List.of(
          new Column("fixed_us", "µs at 5,000/s", 1),
          new Column("saturated_us", "µs saturated", 1),
          new Column("beats_per_core", "heartbeats/s of one core", 0),
          new Column("fixed_p99_ms", "pong p99, ms", 2),
          new Column("syscalls", "data calls", 2),
          new Column("waits", "waits", 2),
          new Column("others", "others' cores", 2),
          new Column("few_us", "µs, 1,000 conn.", 1),
          new Column("many_us", "µs, 15,000 conn.", 1));

  private static final List<Column> CONNECTIONS =
      List.of(
          new Column("heap", "heap B", 0),
          new Column("heap_after_storms", "after 3 storms", 0),
          new Column("native", "native B", 0),
          new Column("storm_cold_s", "storm cold, s", 2),
          new Column("storm_warm_s", "warm, s", 2),
          new Column("storm_warm_told_later", "told later", 0),
          new Column("storm_cold_unserved", "unserved after 60 s, cold", 0),
          new Column("late_p99_ms", "verdict late p99, ms", 1),
          new Column("late_max_ms", "max, ms", 1),
          new Column("judging_cpu_s", "judging, CPU s", 3),
          new Column("others_silence", "others' cores", 2));

  /** Tables. */
  String text() {
    StringBuilder out = new StringBuilder();
    out.append("# Side by side, ").append(date).append("\n\n");
    out.append("Machine: ").append(machine.text()).append(".\n\n```\n").append(command);
    out.append("\n```\n\n## Goals\n\n| goal | measured | limit | |\n|---|---|---|---|\n");
    for (Goal goal : Goal.all(samples)) {
      out.append(
          String.format(
              Locale.ROOT,
              "| %s%s | %s | ≤ %s | %s |%n",
              goal.words(),
              goal.exact() ? " (exact)" : "",
              goal.value().isPresent() ? number(goal.value().getAsDouble(), 2, goal.unit()) : "–",
              number(goal.limit(), 2, goal.unit()),
              goal.outcome()));
    }
    out.append(section("A heartbeat", HEARTBEATS)).append(section("A connection", CONNECTIONS));
    out.append(Doors.table(samples));
    out.append(sweep());
    missing.forEach((what, why) -> out.append("\nnot measured: ").append(what + ": " + why));
    return out.append('\n').toString();
  }

  /** The same for programs. */
  String json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("date", date.toString());
    all.put("machine", machine.text());
    all.put("command", command);
    List<Map<String, Object>> goals = new ArrayList<>();
    for (Goal goal : Goal.all(samples)) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("goal", goal.words());
      row.put("limit", goal.limit());
      row.put("unit", goal.unit());
      goal.value().ifPresent(value -> row.put("measured", value));
      row.put("outcome", goal.outcome());
      goals.add(row);
    }
    all.put("goals", goals);
    all.put("samples", samples.all());
    all.put("not_measured", missing);
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes both beside the results of earlier runs; their names end with {@code suffix}. */
  Path keep(Path results, String suffix) throws IOException {
    Files.createDirectories(results);
    String name = date + "-" + machine.kind() + suffix;
    Path page = results.resolve(name + ".md");
    Files.writeString(page, text());
    Files.writeString(results.resolve(name + ".json"), json());
    return page;
  }

  /** Figures in one line. */
  static String figures(Map<String, Double> figures) {
    return figures.entrySet().stream()
        .map(e -> e.getKey() + "=" + number(e.getValue(), 2, ""))
        .collect(Collectors.joining(" "));
  }

  /** A table of those servers that have any of these figures; empty if none has. */
  private String section(String title, List<Column> columns) {
    StringBuilder rows = new StringBuilder();
    for (Contender contender : Contenders.all()) {
      String name = contender.name();
      int runs =
          columns.stream().mapToInt(column -> samples.runs(name, column.figure)).max().orElse(0);
      if (runs > 0) {
        rows.append("| ").append(contender.title()).append(" |");
        for (Column column : columns) {
          OptionalDouble value = figure(name, column.figure);
          rows.append(' ')
              .append(value.isPresent() ? number(value.getAsDouble(), column.decimals, "") : "–")
              .append(" |");
        }
        rows.append(' ').append(runs).append(" |\n");
      }
    }
    if (rows.isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder("\n## " + title + "\n\n| server |");
    columns.forEach(column -> out.append(' ').append(column.title).append(" |"));
    return out + " runs |\n|---|" + "---|".repeat(columns.size() + 1) + "\n" + rows;
  }

  private OptionalDouble figure(String server, String figure) {
    if (figure.equals("beats_per_core")) {
      OptionalDouble micros = samples.median(server, "saturated_us");
      return micros.isPresent() ? OptionalDouble.of(1e6 / micros.getAsDouble()) : micros;
    }
    return samples.median(server, figure);
  }

  private String sweep() {
    StringBuilder out = new StringBuilder();
    for (int slots : new int[] {1_000, 15_000, 100_000, 1_000_000}) {
      OptionalDouble sweep = samples.median(Contenders.OURS, "sweep_" + slots);
      OptionalDouble heard = samples.median(Contenders.OURS, "heard_" + slots);
      if (sweep.isPresent() && heard.isPresent()) {
        out.append(
            String.format(
                Locale.ROOT,
                "| %,d | %.1f | %.2f | %.1f |%n",
                slots,
                sweep.getAsDouble() / 1_000,
                sweep.getAsDouble() / slots,
                heard.getAsDouble()));
      }
    }
    return out.isEmpty()
        ? ""
        : "\n## The detector on its loop\n\n| slots | sweep, µs | ns a slot | a heartbeat, ns |\n"
            + "|---|---|---|---|\n"
            + out;
  }

  static String number(double value, int decimals, String unit) {
    int shown = Math.abs(value) >= 1_000 ? 0 : decimals;
    String text = String.format(Locale.ROOT, "%,." + shown + "f", value);
    return unit.isEmpty() ? text : text + " " + unit;
  }
}
