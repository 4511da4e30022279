package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Refuses a token from now on. */
@Command(
    name = "revoke",
    description = "Refuses a token from now on; what its client reported with it stands.",
    mixinStandardHelpOptions = true)
final class RevokeHeartbeatTokenCommand extends AdminCommand {
  @Parameters(paramLabel = "ID", description = "its name")
  private String id = "";

  RevokeHeartbeatTokenCommand(Console console) {
    super(console);
  }

  @Override
  JsonNode ask(AdminApi gateway) {
    return gateway.delete("/heartbeat-tokens/" + AdminApi.segment(id));
  }

  @Override
  String words(JsonNode answer) {
    return "Token " + JsonText.at(answer, "id") + " is refused from now on.";
  }
}
