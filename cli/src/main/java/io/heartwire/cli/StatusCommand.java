package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows how many are attached, in grace and offline, and the state of the node. */
@Command(
    name = "status",
    description = "How many clients are attached, in grace, offline; how the node is.",
    mixinStandardHelpOptions = true)
final class StatusCommand extends AdminCommand {
  @Option(
      names = "--ready",
      description =
          "asks only whether clients may come: exit code 0 if so, 1 while it drains (/readyz)")
  private boolean ready;

  StatusCommand(Console console) {
    super(console);
  }

  @Override
  JsonNode ask(AdminApi gateway) {
    return ready ? gateway.readiness() : gateway.get("/status");
  }

  @Override
  String words(JsonNode answer) {
    return ready ? "The gateway is ready: clients may come." : JsonText.describe(answer);
  }
}
