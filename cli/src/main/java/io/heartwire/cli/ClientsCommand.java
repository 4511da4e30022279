package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Lists the clients that are attached, or those that are not. */
@Command(
    name = "clients",
    description = {
      "Who is attached: since when, how silent, how far away.",
      "--presence in-grace or offline: who is not, and since when."
    },
    mixinStandardHelpOptions = true)
final class ClientsCommand extends ListCommand {
  private final InstantSource wallClock;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "at most N clients (default: ${DEFAULT-VALUE})",
      defaultValue = "100")
  private int limit = 100;

  @Option(
      names = "--health",
      paramLabel = "STATE",
      description = "only those that are healthy, degraded, unhealthy or unknown")
  private String health = "";

  /** Whether a client is there. */
  enum Presence {
    ATTACHED,
    IN_GRACE,
    OFFLINE;

    private String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** For the command line, which takes the word as well as the name. */
    static final class Reader implements ITypeConverter<Presence> {
      @Override
      public Presence convert(String value) {
        return Arrays.stream(values())
            .filter(presence -> presence.word().equalsIgnoreCase(value.replace('_', '-')))
            .findFirst()
            .orElseThrow(
                () -> new TypeConversionException("must be attached, in-grace or offline"));
      }
    }
  }

  @Option(
      names = "--presence",
      paramLabel = "attached|in-grace|offline",
      description = "those who are so (default: attached)",
      converter = Presence.Reader.class)
  private Presence presence = Presence.ATTACHED;

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
  String conditions() {
    return (presence == Presence.ATTACHED ? "" : "&presence=" + presence.word()) + narrowed();
  }

  private String narrowed() {
    return parameter("health", health)
        + parameter("group", group)
        + parameter("tag", tag)
        + (stale ? "&stale=true" : "");
  }

  private static String parameter(String name, String value) {
    return value.isEmpty() ? "" : "&" + name + "=" + AdminApi.segment(value);
  }

  @Override
  String nothing() {
    String state = presence.word().replace('-', ' ');
    return (narrowed().isEmpty() ? "No client is " : "No such client is ") + state + ".";
  }

  @Override
  Table table(JsonNode items) {
    Instant now = wallClock.instant();
    var table =
        new Table(
            "CLIENT", "STATE", "HEALTH", "SINCE", "SILENT", "RTT", "INTERVAL", "ADDRESS", "NODE");
    for (JsonNode client : items) {
      table.row(
          JsonText.at(client, "clientId"),
          JsonText.at(client, "state") + (client.path("stale").asBoolean() ? ", stale" : ""),
          JsonText.at(client, "health"),
          JsonText.ago(client, "since", now),
          JsonText.duration(client, "silenceMs"),
          JsonText.duration(client, "rttMs"),
          JsonText.duration(client, "intervalMs"),
          JsonText.at(client, "remoteAddress"),
          JsonText.at(client, "node"));
    }
    return table;
  }
}
