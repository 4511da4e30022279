package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.InstantSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists who is asked whether it is there. */
@Command(
    name = "targets",
    description = {
      "What is asked whether it is there: the configured targets, the default gateway, the sinks.",
      "MISSED is how many answers are missing in a row."
    },
    mixinStandardHelpOptions = true)
final class TargetsCommand extends ListCommand {
  private final InstantSource wallClock;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "only those that are alive, suspect, dead, uncertain or unknown")
  private String state = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "at most N (default: ${DEFAULT-VALUE})",
      defaultValue = "100")
  private int limit = 100;

  TargetsCommand(Console console, InstantSource wallClock) {
    super(console, "/targets");
    this.wallClock = wallClock;
  }

  @Override
  String conditions() {
    return state.isEmpty() ? "" : "&state=" + AdminApi.segment(state);
  }

  @Override
  int limit() {
    return limit;
  }

  @Override
  String nothing() {
    return state.isEmpty()
        ? "There are no targets: see targets.* in docs/configuration.md."
        : "No target is " + state + ".";
  }

  @Override
  Table table(JsonNode items) {
    var table =
        new Table(
            "TARGET",
            "KIND",
            "PROBE",
            "WHERE",
            "STATE",
            "FOR",
            "HEALTH",
            "SEEN",
            "MISSED",
            "ROUND TRIP",
            "PROBLEM");
    for (JsonNode item : items) {
      table.row(
          JsonText.at(item, "name"),
          JsonText.at(item, "kind"),
          JsonText.at(item, "probe"),
          JsonText.at(item, "where"),
          JsonText.at(item, "state"),
          JsonText.ago(item, "since", wallClock.instant()),
          JsonText.at(item, "health.state"),
          JsonText.ago(item, "lastSeen", wallClock.instant()),
          JsonText.at(item, "missed"),
          JsonText.duration(item, "roundTripMs"),
          item.path("problem").asText(""));
    }
    return table;
  }
}
