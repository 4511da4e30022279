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

  /** What {@code --limit} says. */
  abstract int limit();

  /** What of the list is wanted: a query, or nothing for all of it. */
  String filter() {
    return "";
  }

  /** What to say if nothing is in the list. */
  abstract String nothing();

  abstract Table table(JsonNode items);

  @Override
  final JsonNode ask(AdminApi gateway) {
    if (limit() < 1 || limit() > MOST) {
      throw new CommandFailure(
          ExitCode.USAGE, "--limit (" + limit() + ") must be 1 to " + MOST + ": change it");
    }
    return gateway.list(path + filter(), limit());
  }

  @Override
  final String words(JsonNode answer) {
    JsonNode items = answer.path("items");
    if (items.isEmpty()) {
      return nothing();
    }
    String more =
        answer.path("next").asText("").isEmpty()
            ? ""
            : "showing "
                + items.size()
                + " of "
                + answer.path("total").asText()
                + "; --limit N shows more";
    return table(items) + more;
  }
}
