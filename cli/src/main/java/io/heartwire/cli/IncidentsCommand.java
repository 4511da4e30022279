package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists incidents, or shows one. */
@Command(
    name = "incidents",
    description = {
      "Incidents since the start, the newest first; or one of them, 'last' for the newest.",
      "With --json an incident can be saved, and asked about elsewhere: heartwire why FILE"
    },
    mixinStandardHelpOptions = true)
final class IncidentsCommand extends AdminCommand {
  @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = "its id, or 'last'")
  private Optional<String> id = Optional.empty();

  IncidentsCommand(Console console) {
    super(console);
  }

  @Override
  JsonNode ask(AdminApi gateway) {
    return gateway.get(id.map(it -> "/incidents/" + AdminApi.segment(it)).orElse("/incidents"));
  }

  @Override
  String words(JsonNode answer) {
    return id.isPresent() ? one(answer) : list(answer.path("items"));
  }

  private static String list(JsonNode items) {
    if (items.isEmpty()) {
      return "There was no incident since the start.";
    }
    var table = new Table("INCIDENT", "STATE", "LEFT", "CAUSE", "SURE", "VERDICT");
    for (JsonNode item : items) {
      String subject = DiagnosisText.text(item, "subject");
      table.row(
          DiagnosisText.text(item, "id"),
          state(item),
          DiagnosisText.text(item, "victims"),
          DiagnosisText.text(item, "cause") + (subject.isEmpty() ? "" : " " + subject),
          String.format(Locale.ROOT, "%.2f", item.path("confidence").asDouble()),
          DiagnosisText.text(item, "sentence"));
    }
    return table.toString();
  }

  /** {@code lost}: its gateway was, and did not see its end. */
  private static String state(JsonNode item) {
    if (item.path("lost").asBoolean()) {
      return "lost";
    }
    return item.has("closedAt") ? "over" : "OPEN";
  }

  /** What, when, how many. */
  static String heading(JsonNode incident) {
    return String.format(
        Locale.ROOT,
        "Incident %s on %s, from %s %s: %s%n%s of %s clients left, %s do not answer",
        DiagnosisText.text(incident, "id"),
        DiagnosisText.text(incident, "node"),
        DiagnosisText.text(incident, "openedAt"),
        incident.has("closedAt") ? "to " + DiagnosisText.text(incident, "closedAt") : "on",
        DiagnosisText.text(incident, "detail"),
        DiagnosisText.text(incident, "victims"),
        DiagnosisText.text(incident, "attachedBefore"),
        DiagnosisText.text(incident, "suspects"));
  }

  private static String one(JsonNode incident) {
    var text = new StringBuilder(heading(incident));
    text.append(String.format("%n")).append(DiagnosisText.of(incident.path("diagnosis")));
    JsonNode cohorts = incident.path("cohorts");
    if (!cohorts.isEmpty()) {
      var table = new Table("WHO", "HIT", "OF", "EXPLAINS", "LIFT");
      for (JsonNode cohort : cohorts) {
        table.row(
            DiagnosisText.text(cohort, "dimension") + " " + DiagnosisText.text(cohort, "value"),
            DiagnosisText.text(cohort, "victims"),
            DiagnosisText.text(cohort, "members"),
            String.format(Locale.ROOT, "%.0f %%", 100 * cohort.path("explains").asDouble()),
            String.format(Locale.ROOT, "%.1f", cohort.path("lift").asDouble()));
      }
      text.append(String.format("%n")).append(table);
    }
    return text.toString();
  }
}
