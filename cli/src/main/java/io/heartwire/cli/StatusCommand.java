package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** Shows how many are attached, in grace and offline, and the state of the node. */
@Command(
    name = "status",
    description = "How many clients are attached, in grace, offline; how the node is.",
    mixinStandardHelpOptions = true)
final class StatusCommand extends AdminCommand {

  StatusCommand(Console console) {
    super(console);
  }

  @Override
  JsonNode ask(AdminApi gateway) {
    return gateway.get("/status");
  }

  @Override
  String words(JsonNode answer) {
    return JsonText.describe(answer);
  }
}
