package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the systems that are told what happens, and how far they are. */
@Command(
    name = "sinks",
    description = "Other systems that are told what happens, and how far they are.",
    mixinStandardHelpOptions = true)
final class SinksCommand extends ListCommand {
  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "at most N (default: ${DEFAULT-VALUE})",
      defaultValue = "100")
  private int limit = 100;

  SinksCommand(Console console) {
    super(console, "/sinks");
  }

  @Override
  int limit() {
    return limit;
  }

  @Override
  String nothing() {
    return "No sink is configured: see sinks.* in docs/configuration.md.";
  }

  @Override
  Table table(JsonNode items) {
    var table =
        new Table(
            "SINK",
            "TYPE",
            "SERVED BY",
            "LAST",
            "BEHIND",
            "TOLD",
            "FAILURES",
            "MISSED",
            "DEAD",
            "CIRCUIT",
            "PROBLEM");
    for (JsonNode item : items) {
      boolean broken = item.path("broken").asBoolean();
      String problem = item.path("problem").asText("");
      table.row(
          JsonText.at(item, "name"),
          JsonText.at(item, "type"),
          item.path("servedBy").asText("nobody"),
          JsonText.at(item, "last"),
          JsonText.at(item, "behind"),
          JsonText.at(item, "delivered"),
          JsonText.at(item, "failures"),
          JsonText.at(item, "missed"),
          JsonText.at(item.path("deadLetters"), "kept"),
          circuit(item.path("circuit")),
          broken ? "BROKEN: events are forgotten that it has not taken. " + problem : problem);
    }
    return table;
  }

  private static String circuit(JsonNode circuit) {
    String state = circuit.path("state").asText("-");
    return state.equals("open") ? "open for " + JsonText.duration(circuit, "leftMs") : state;
  }
}
