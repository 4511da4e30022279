package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Logs one client out. */
@Command(
    name = "kick",
    description = "Logs a client out; it is told so, and does not come back by itself.",
    mixinStandardHelpOptions = true)
final class KickCommand extends AdminCommand {

  @Parameters(paramLabel = "ID", description = "the client's id")
  private String id = "";

  @Mixin private DryRun dryRun = new DryRun();

  KickCommand(Console console) {
    super(console);
  }

  @Override
  JsonNode ask(AdminApi gateway) {
    return gateway.delete("/clients/" + AdminApi.segment(id) + dryRun.query());
  }

  @Override
  String words(JsonNode answer) {
    return id + (dryRun.asked() ? " would be logged out." : " was logged out.");
  }
}
