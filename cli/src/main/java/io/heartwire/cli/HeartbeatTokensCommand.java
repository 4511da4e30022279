package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists what clients report with that hold no connection. */
@Command(
    name = "heartbeat-tokens",
    description = {
      "Tokens for clients that report by HTTP, such as jobs of cron.",
      "'heartbeat-tokens create' makes one and tells its secret once, 'heartbeat-tokens revoke' ends"
          + " it."
    },
    mixinStandardHelpOptions = true)
final class HeartbeatTokensCommand extends ListCommand {
  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "at most N (default: ${DEFAULT-VALUE})",
      defaultValue = "100")
  private int limit = 100;

  HeartbeatTokensCommand(Console console) {
    super(console, "/heartbeat-tokens");
  }

  @Override
  int limit() {
    return limit;
  }

  @Override
  String nothing() {
    return "There is no heartbeat token.";
  }

  @Override
  Table table(JsonNode items) {
    var table = new Table("TOKEN", "CLIENT", "USER", "GROUP", "CREATED", "EXPIRES");
    for (JsonNode item : items) {
      table.row(
          JsonText.at(item, "id"),
          JsonText.at(item, "clientId"),
          JsonText.at(item, "user"),
          JsonText.at(item, "group"),
          JsonText.at(item, "createdAt"),
          JsonText.at(item, "expiresAt"));
    }
    return table;
  }
}
