package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Who changed what. */
@Command(
    name = "audit",
    description = "Who changed what through the administration, the latest first.",
    mixinStandardHelpOptions = true)
final class AuditCommand extends ListCommand {
  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "at most N (default: ${DEFAULT-VALUE})",
      defaultValue = "50")
  private int limit = 50;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "at most so long ago, such as 1h, or since 2026-01-31T12:00:00Z")
  private String since = "";

  @Option(names = "--action", paramLabel = "ACTION", description = "only this one, such as kick")
  private String action = "";

  AuditCommand(Console console) {
    super(console, "/audit");
  }

  @Override
  int limit() {
    return limit;
  }

  @Override
  String conditions() {
    return (since.isEmpty() ? "" : "&since=" + AdminApi.segment(since))
        + (action.isEmpty() ? "" : "&action=" + AdminApi.segment(action));
  }

  @Override
  String nothing() {
    return "Nobody has changed anything.";
  }

  @Override
  Table table(JsonNode items) {
    var table = new Table("AT", "BY", "ACTION", "SCOPE", "BEFORE", "AFTER", "EXPIRES", "RESULT");
    for (JsonNode line : items) {
      table.row(
          JsonText.at(line, "at"),
          JsonText.at(line, "by"),
          JsonText.at(line, "action"),
          JsonText.at(line, "scope"),
          JsonText.at(line, "before"),
          JsonText.at(line, "after"),
          JsonText.at(line, "expires"),
          JsonText.at(line, "result"));
    }
    return table;
  }
}
