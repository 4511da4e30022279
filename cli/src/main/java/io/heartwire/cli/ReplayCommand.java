package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells a sink again what it was told. */
@Command(
    name = "replay",
    description = "Tells a sink again what follows an event.",
    mixinStandardHelpOptions = true)
final class ReplayCommand extends AdminCommand {
  @Option(names = "--sink", paramLabel = "NAME", required = true, description = "which sink")
  private String sink = "";

  @Option(
      names = "--after",
      paramLabel = "NUMBER",
      required = true,
      description = "the number of the last event that it has for good; 0: all that are kept")
  private long after;

  ReplayCommand(Console console) {
    super(console);
  }

  @Override
  JsonNode ask(AdminApi gateway) {
    return gateway.post(
        "/sinks/" + AdminApi.segment(sink) + "/replay",
        JsonNodeFactory.instance.objectNode().put("after", after));
  }

  @Override
  String words(JsonNode answer) {
    return "Sink "
        + JsonText.at(answer, "name")
        + " is told again what follows event "
        + JsonText.at(answer, "after")
        + "; 'heartwire sinks' shows how far it is.";
  }
}
