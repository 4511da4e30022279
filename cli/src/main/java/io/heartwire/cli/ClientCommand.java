package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows all that is known of one client. */
@Command(
    name = "client",
    description = "All that is known of one client.",
    mixinStandardHelpOptions = true)
final class ClientCommand extends AdminCommand {

  @Parameters(paramLabel = "ID", description = "the client's id")
  private String id = "";

  ClientCommand(Console console) {
    super(console);
  }

  @Override
  JsonNode ask(AdminApi gateway) {
    return gateway.get("/clients/" + AdminApi.segment(id));
  }

  @Override
  String words(JsonNode answer) {
    return JsonText.describe(answer);
  }
}
