package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the clients that are attached. */
@Command(
    name = "clients",
    description = "Who is attached: since when, how silent, how far away.",
    mixinStandardHelpOptions = true)
final class ClientsCommand implements Callable<Integer> {
  private final Console console;
  private final InstantSource wallClock;
  @Mixin private AdminOption admin = new AdminOption();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "at most N clients (default: ${DEFAULT-VALUE})",
      defaultValue = "100")
  private int limit = 100;

  ClientsCommand(Console console, InstantSource wallClock) {
    this.console = console;
    this.wallClock = wallClock;
  }

  @Override
  public Integer call() {
    ArrayNode items = admin.api().items("/clients", limit);
    if (admin.json()) {
      console.json(items);
      return ExitCode.OK;
    }
    if (items.isEmpty()) {
      console.out().println("No client is attached.");
      return ExitCode.OK;
    }
    Instant now = wallClock.instant();
    var table = new Table("CLIENT", "STATE", "SINCE", "SILENT", "RTT", "INTERVAL", "ADDRESS");
    for (JsonNode client : items) {
      table.row(
          JsonText.at(client, "clientId"),
          JsonText.at(client, "state"),
          JsonText.ago(client, "since", now),
          JsonText.duration(client, "silenceMs"),
          JsonText.at(client, "rttMs"),
          JsonText.duration(client, "intervalMs"),
          JsonText.at(client, "remoteAddress"));
    }
    console.out().print(table);
    return ExitCode.OK;
  }
}
