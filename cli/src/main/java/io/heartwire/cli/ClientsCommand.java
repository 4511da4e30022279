package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.InstantSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the clients that are attached. */
@Command(
    name = "clients",
    description = "Who is attached: since when, how silent, how far away.",
    mixinStandardHelpOptions = true)
final class ClientsCommand extends ListCommand {
  private final InstantSource wallClock;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "at most N clients (default: ${DEFAULT-VALUE})",
      defaultValue = "100")
  private int limit = 100;

  @Option(names = "--group", paramLabel = "NAME", description = "only clients of this group")
  private String group = "";

  @Option(names = "--tag", paramLabel = "TAG", description = "only clients with this tag")
  private String tag = "";

  @Option(names = "--stale", description = "only clients that are silent for long (stale-after)")
  private boolean stale;

  ClientsCommand(Console console, InstantSource wallClock) {
    super(console, "/clients");
    this.wallClock = wallClock;
  }

  @Override
  int limit() {
    return limit;
  }

  @Override
  String filter() {
    String query = parameter("group", group) + parameter("tag", tag) + (stale ? "&stale=true" : "");
    return query.replaceFirst("^&", "?");
  }

  private static String parameter(String name, String value) {
    return value.isEmpty() ? "" : "&" + name + "=" + AdminApi.segment(value);
  }

  @Override
  String nothing() {
    return filter().isEmpty() ? "No client is attached." : "No such client is attached.";
  }

  @Override
  Table table(JsonNode items) {
    Instant now = wallClock.instant();
    var table = new Table("CLIENT", "STATE", "SINCE", "SILENT", "RTT", "INTERVAL", "ADDRESS");
    for (JsonNode client : items) {
      table.row(
          JsonText.at(client, "clientId"),
          JsonText.at(client, "state") + (client.path("stale").asBoolean() ? ", stale" : ""),
          JsonText.ago(client, "since", now),
          JsonText.duration(client, "silenceMs"),
          JsonText.duration(client, "rttMs"),
          JsonText.duration(client, "intervalMs"),
          JsonText.at(client, "remoteAddress"));
    }
    return table;
  }
}
