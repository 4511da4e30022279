package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists moments that come out as events. */
@Command(
    name = "timeouts",
    description = {
      "Moments that come out as 'timeout' events, the next one first.",
      "'timeouts set' makes one, 'timeouts cancel' takes one back."
    },
    mixinStandardHelpOptions = true)
final class TimeoutsCommand extends ListCommand {
  private final InstantSource wallClock;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "at most N (default: ${DEFAULT-VALUE})",
      defaultValue = "100")
  private int limit = 100;

  TimeoutsCommand(Console console, InstantSource wallClock) {
    super(console, "/timeouts");
    this.wallClock = wallClock;
  }

  @Override
  int limit() {
    return limit;
  }

  @Override
  String nothing() {
    return "No timeout is pending.";
  }

  @Override
  Table table(JsonNode items) {
    Instant now = wallClock.instant();
    var table = new Table("TIMEOUT", "AT", "IN");
    for (JsonNode item : items) {
      String at = JsonText.at(item, "at");
      table.row(JsonText.at(item, "id"), at, left(at, now));
    }
    return table;
  }

  private static String left(String at, Instant now) {
    try {
      return JsonText.duration(Duration.between(now, Instant.parse(at)));
    } catch (DateTimeParseException e) {
      return "-";
    }
  }
}
