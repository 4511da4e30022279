package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** Shows who is let in when all come at once. */
@Command(
    name = "storm",
    description = "The rate of logins, who was let in, who was told to come later.",
    mixinStandardHelpOptions = true)
final class StormCommand extends AdminCommand {
  StormCommand(Console console) {
    super(console);
  }

  @Override
  JsonNode ask(AdminApi gateway) {
    return gateway.get("/storm");
  }

  @Override
  String words(JsonNode answer) {
    return JsonText.describe(answer);
  }
}
