package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Turns the liveness check on or off for a listener, a group or a client, at run time. */
@Command(
    name = "check",
    description = {
      "Turns the liveness check on or off at run time; without parameters, shows where it is set.",
      "While it is off nobody there is called dead for being silent."
    },
    mixinStandardHelpOptions = true)
final class CheckCommand extends AdminCommand {
  /** What the check can be turned off for. */
  enum Scope {
    LISTENER,
    GROUP,
    CLIENT
  }

  /** Whether silence is judged. */
  enum Setting {
    ON,
    OFF
  }

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "SCOPE",
      description = "listener, group or client")
  private Scope scope = Scope.LISTENER;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "its name")
  private String name = "";

  @Parameters(index = "2", arity = "0..1", paramLabel = "on|off", description = "the new setting")
  private Setting setting = Setting.ON;

  CheckCommand(Console console) {
    super(console);
  }

  @Override
  JsonNode ask(AdminApi gateway) {
    if (name.isEmpty()) {
      return gateway.get("/checks");
    }
    return gateway.put(
        "/checks/" + place() + "/" + AdminApi.segment(name),
        JsonNodeFactory.instance.objectNode().put("enabled", setting == Setting.ON));
  }

  @Override
  String words(JsonNode answer) {
    return name.isEmpty()
        ? JsonText.describe(answer)
        : "The check of " + place() + " " + name + (setting == Setting.ON ? " is on." : " is off.");
  }

  private String place() {
    return scope.name().toLowerCase(Locale.ROOT);
  }
}
