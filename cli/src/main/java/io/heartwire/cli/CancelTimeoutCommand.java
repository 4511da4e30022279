package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Takes a moment back before it comes out. */
@Command(
    name = "cancel",
    description = "Takes a timeout back before it comes out.",
    mixinStandardHelpOptions = true)
final class CancelTimeoutCommand extends AdminCommand {
  @Parameters(paramLabel = "ID", description = "its name")
  private String id = "";

  CancelTimeoutCommand(Console console) {
    super(console);
  }

  @Override
  JsonNode ask(AdminApi gateway) {
    return gateway.delete("/timeouts/" + AdminApi.segment(id));
  }

  @Override
  String words(JsonNode answer) {
    return "Timeout " + JsonText.at(answer, "id") + " does not come out.";
  }
}
