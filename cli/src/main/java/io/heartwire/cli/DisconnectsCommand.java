package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the latest disconnects with their reasons and evidence. */
@Command(
    name = "disconnects",
    description = "Who left lately, why, who decided, and on what evidence.",
    mixinStandardHelpOptions = true)
final class DisconnectsCommand implements Callable<Integer> {
  private final Console console;
  private final InstantSource wallClock;
  @Mixin private AdminOption admin = new AdminOption();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "the latest N (default: ${DEFAULT-VALUE})",
      defaultValue = "50")
  private int limit = 50;

  DisconnectsCommand(Console console, InstantSource wallClock) {
    this.console = console;
    this.wallClock = wallClock;
  }

  @Override
  public Integer call() {
    ArrayNode items = admin.api().items("/disconnects", limit);
    if (admin.json()) {
      console.json(items);
      return ExitCode.OK;
    }
    if (items.isEmpty()) {
      console.out().println("Nobody has left since the gateway started.");
      return ExitCode.OK;
    }
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
    console.out().print(table);
    return ExitCode.OK;
  }
}
