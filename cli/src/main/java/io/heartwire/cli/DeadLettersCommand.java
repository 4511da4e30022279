package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the events that a sink does not take, or tells it them again. */
@Command(
    name = "dead-letters",
    description = "Events that a sink refuses, the oldest first, and why.",
    mixinStandardHelpOptions = true)
final class DeadLettersCommand extends ListCommand {
  @Parameters(paramLabel = "NAME", description = "which sink")
  private String sink = "";

  @Option(names = "--replay", description = "tells it all of them again, each once")
  private boolean replay;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "at most N (default: ${DEFAULT-VALUE})",
      defaultValue = "100")
  private int limit = 100;

  DeadLettersCommand(Console console) {
    super(console, "/sinks");
  }

  @Override
  String path() {
    return super.path() + "/" + AdminApi.segment(sink) + "/dead-letters";
  }

  @Override
  JsonNode ask(AdminApi gateway) {
    return replay
        ? gateway.post(path() + "/replay", JsonNodeFactory.instance.objectNode())
        : super.ask(gateway);
  }

  @Override
  String words(JsonNode answer) {
    return replay
        ? "Sink "
            + JsonText.at(answer, "name")
            + " is told its "
            + JsonText.at(answer, "deadLetters")
            + " dead letters again; 'heartwire sinks' shows how many are left."
        : super.words(answer);
  }

  @Override
  int limit() {
    return limit;
  }

  @Override
  String nothing() {
    return "Sink " + sink + " has no dead letters.";
  }

  @Override
  Table table(JsonNode items) {
    var table = new Table("EVENT", "TYPE", "SUBJECT", "GIVEN UP AT", "WHY");
    for (JsonNode item : items) {
      JsonNode event = item.path("event");
      table.row(
          JsonText.at(event, "id"),
          JsonText.at(event, "type").replaceFirst("^io\\.heartwire\\.", ""),
          JsonText.at(event, "subject"),
          JsonText.at(item, "givenUpAt"),
          JsonText.at(item, "why"));
    }
    return table;
  }
}
