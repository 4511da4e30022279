package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows all that is known of one client. */
@Command(
    name = "client",
    description = "All that is known of one client.",
    mixinStandardHelpOptions = true)
final class ClientCommand extends AdminCommand {

  @Parameters(paramLabel = "ID", description = "the client's id")
  private String id = "";

  ClientCommand(Console console) {
    super(console);
  }

  @Override
  JsonNode ask(AdminApi gateway) {
    return gateway.get("/clients/" + AdminApi.segment(id));
  }

  @Override
  String words(JsonNode answer) {
    JsonNode transitions = ((ObjectNode) answer).remove("transitions");
    String text = JsonText.describe(answer);
    if (transitions == null || transitions.isEmpty()) {
      return text;
    }
    var lines = new StringBuilder(text).append(System.lineSeparator()).append("latest events");
    for (JsonNode event : transitions) {
      lines.append(System.lineSeparator()).append("  ").append(EventText.line(event));
    }
    return lines.toString();
  }
}
