package io.heartwire.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets a moment that comes out as an event. */
@Command(
    name = "set",
    description = "Sets a timeout, in place of a pending one of the same name.",
    mixinStandardHelpOptions = true)
final class SetTimeoutCommand extends AdminCommand {
  /** When; one of the two. */
  static final class When {
    @Option(
        names = "--at",
        paramLabel = "TIME",
        required = true,
        description = "when: 2026-01-31T12:00:00Z")
    private String at = "";

    @Option(
        names = "--after",
        paramLabel = "TIME",
        required = true,
        description = "in how long: 250ms, 90s, 10m, 2h, 7d")
    private String after = "";
  }

  @Parameters(paramLabel = "ID", description = "its name")
  private String id = "";

  @ArgGroup(multiplicity = "1")
  private When when = new When();

  @Option(
      names = "--payload",
      paramLabel = "JSON",
      description = "what the event carries (default: ${DEFAULT-VALUE})",
      defaultValue = "null")
  private String payload = "null";

  SetTimeoutCommand(Console console) {
    super(console);
  }

  @Override
  JsonNode ask(AdminApi gateway) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    if (when.at.isEmpty()) {
      body.put("after", when.after);
    } else {
      body.put("at", when.at);
    }
    body.set("payload", payload());
    return gateway.put("/timeouts/" + AdminApi.segment(id), body);
  }

  private JsonNode payload() {
    try {
      return Console.JSON.readTree(payload);
    } catch (JsonProcessingException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--payload (" + payload + ") is not JSON: put a text in quotes, '\"so\"'");
    }
  }

  @Override
  String words(JsonNode answer) {
    return "Timeout "
        + JsonText.at(answer, "id")
        + " comes out at "
        + JsonText.at(answer, "at")
        + (answer.path("replaced").asBoolean() ? ", in place of the one before." : ".");
  }
}
