package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.InstantSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the latest disconnects with their reasons and evidence. */
@Command(
    name = "disconnects",
    description = "Who left lately, why, who decided, and on what evidence.",
    mixinStandardHelpOptions = true)
final class DisconnectsCommand extends ListCommand {
  private final InstantSource wallClock;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "the latest N (default: ${DEFAULT-VALUE})",
      defaultValue = "50")
  private int limit = 50;

  DisconnectsCommand(Console console, InstantSource wallClock) {
    super(console, "/disconnects");
    this.wallClock = wallClock;
  }

  @Override
  int limit() {
    return limit;
  }

  @Override
  String nothing() {
    return "Nobody has left since the gateway started.";
  }

  @Override
  Table table(JsonNode items) {
    Instant now = wallClock.instant();
    var table = new Table("AGO", "CLIENT", "REASON", "DECIDED BY", "SILENT", "EXCUSED", "DETAIL");
    for (JsonNode item : items) {
      table.row(
          JsonText.ago(item, "at", now),
          JsonText.at(item, "clientId"),
          JsonText.at(item, "reason"),
          JsonText.at(item, "decidedBy"),
          JsonText.duration(item, "silenceMs"),
          JsonText.duration(item, "excusedMs"),
          JsonText.at(item, "detail"));
    }
    return table;
  }
}
