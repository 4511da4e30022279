package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** A command that shows the beginning of a list, and says if there is more of it. */
abstract class ListCommand extends AdminCommand {
  private static final int MOST = 1_000_000;

  private final String path;

  ListCommand(Console console, String path) {
    super(console);
    this.path = path;
  }

  /** Where the list is, below {@code /api/v1}. */
  String path() {
    return path;
  }

  /** Conditions of the list as a query that begins with {@code &}; empty for none. */
  String conditions() {
    return "";
  }

  /** What {@code --limit} says. */
  abstract int limit();

  /** What to say if nothing is in the list. */
  abstract String nothing();

  abstract Table table(JsonNode items);

  @Override
  JsonNode ask(AdminApi gateway) {
    if (limit() < 1 || limit() > MOST) {
      throw new CommandFailure(
          ExitCode.USAGE, "--limit (" + limit() + ") must be 1 to " + MOST + ": change it");
    }
    return gateway.list(path(), limit(), conditions());
  }

  @Override
  String words(JsonNode answer) {
    JsonNode items = answer.path("items");
    String missing = missing(answer);
    if (items.isEmpty()) {
      return missing + nothing();
    }
    String more =
        answer.path("next").asText("").isEmpty()
            ? ""
            : "showing "
                + items.size()
                + " of "
                + answer.path("total").asText()
                + "; --limit N shows more";
    return table(items) + missing + more;
  }

  /** Which gateways did not say what they have. */
  private static String missing(JsonNode answer) {
    var lines = new StringBuilder();
    for (JsonNode gateway : answer.path("missing")) {
      lines
          .append("Without those of ")
          .append(JsonText.at(gateway, "node"))
          .append(": ")
          .append(JsonText.at(gateway, "why"))
          .append(System.lineSeparator());
    }
    return lines.toString();
  }
}
