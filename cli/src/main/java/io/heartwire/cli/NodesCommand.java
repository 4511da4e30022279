package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.InstantSource;
import picocli.CommandLine.Command;

/** Shows the gateways that share an engine. */
@Command(
    name = "nodes",
    description = {
      "The gateways that share an engine, asked of any of them: how each is, since when, and how many"
          + " clients it has.",
      "suspect: its lease lives, but it does not answer. detached: it cannot reach the engine."
    },
    mixinStandardHelpOptions = true)
final class NodesCommand extends AdminCommand {
  private final InstantSource wallClock;

  NodesCommand(Console console, InstantSource wallClock) {
    super(console);
    this.wallClock = wallClock;
  }

  @Override
  JsonNode ask(AdminApi gateway) {
    return gateway.get("/nodes");
  }

  @Override
  String words(JsonNode answer) {
    Instant now = wallClock.instant();
    var table =
        new Table("NODE", "STATE", "SINCE", "CLIENTS", "LOGINS", "INCARNATION", "VERSION", "ADMIN");
    var details = new StringBuilder();
    for (JsonNode node : answer.path("items")) {
      table.row(
          JsonText.at(node, "node") + (node.path("self").asBoolean() ? " *" : ""),
          JsonText.at(node, "state"),
          JsonText.ago(node, "since", now),
          JsonText.at(node, "clients"),
          JsonText.at(node, "logins"),
          JsonText.at(node, "incarnation"),
          JsonText.at(node, "version"),
          JsonText.at(node, "admin"));
      if (node.has("detail")) {
        details
            .append(JsonText.at(node, "node"))
            .append(": ")
            .append(JsonText.at(node, "detail"))
            .append(System.lineSeparator());
      }
    }
    return table
        + details.toString()
        + "* was asked. In all "
        + JsonText.at(answer, "attached")
        + " clients attached, "
        + JsonText.at(answer, "inGrace")
        + " in grace, "
        + JsonText.at(answer, "offline")
        + " offline.";
  }
}
