package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells a sink again what it was told. */
@Command(
    name = "replay",
    description = "Tells a sink again what it was told, from an event on.",
    mixinStandardHelpOptions = true)
final class ReplayCommand extends AdminCommand {
  @Option(names = "--sink", paramLabel = "NAME", required = true, description = "which sink")
  private String sink = "";

  @ArgGroup(multiplicity = "1")
  private Begin begin = new Begin();

  /** Where it begins: one of the two is given. */
  static final class Begin {
    @Option(
        names = "--from",
        paramLabel = "NUMBER",
        description = "the number of the first event that is to come again; 1: all that are kept")
    private long from;

    @Option(
        names = "--after",
        paramLabel = "NUMBER",
        description = "the number of the last event that it has for good")
    private long after = -1;

    long first() {
      return after < 0 ? from : after + 1;
    }
  }

  ReplayCommand(Console console) {
    super(console);
  }

  @Override
  JsonNode ask(AdminApi gateway) {
    return gateway.post(
        "/sinks/" + AdminApi.segment(sink) + "/replay",
        JsonNodeFactory.instance.objectNode().put("from", begin.first()));
  }

  @Override
  String words(JsonNode answer) {
    return "Sink "
        + JsonText.at(answer, "name")
        + " is told again what it was told, from event "
        + JsonText.at(answer, "from")
        + " on; 'heartwire sinks' shows how far it is.";
  }
}
