package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows the liveness check of a listener, a group or a client, and turns it on or off. */
@Command(
    name = "check",
    description = {
      "Turns the liveness check on or off at run time. Without a setting, shows what is in force for"
          + " SCOPE NAME and who says so; without parameters, where it was set.",
      "While it is off nobody there is called dead for being silent.",
      "configured: what was set for SCOPE NAME is forgotten, and the configuration says again."
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
    OFF,
    CONFIGURED
  }

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "SCOPE",
      description = "listener, group or client")
  private @Nullable Scope scope;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "its name")
  private String name = "";

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "on|off|configured",
      description = "the new setting")
  private @Nullable Setting setting;

  CheckCommand(Console console) {
    super(console);
  }

  @Override
  JsonNode ask(AdminApi gateway) {
    if (scope == null) {
      return gateway.get("/checks");
    }
    if (name.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE, "which " + word(scope) + " is not said: add its name");
    }
    String path = "/checks/" + word(scope) + "/" + AdminApi.segment(name);
    return setting == null ? gateway.get(path) : gateway.put(path, body(setting));
  }

  private static ObjectNode body(Setting setting) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    return setting == Setting.CONFIGURED
        ? body.putNull("enabled")
        : body.put("enabled", setting == Setting.ON);
  }

  @Override
  String words(JsonNode answer) {
    if (scope == null) {
      return JsonText.describe(answer);
    }
    String target = word(scope) + " " + name;
    if (setting == null) {
      return inForce(target, answer);
    }
    return setting == Setting.CONFIGURED
        ? "The check of " + target + " is left to the configuration again."
        : "The check of " + target + " is " + word(setting) + ".";
  }

  private static String inForce(String target, JsonNode answer) {
    String from = JsonText.at(answer, "from");
    JsonNode enabled = answer.path("enabled");
    return enabled.isBoolean()
        ? "The check of "
            + target
            + " is "
            + (enabled.asBoolean() ? "on" : "off")
            + ": "
            + from
            + "."
        : "Nothing is set for " + target + ": it is up to " + from + ".";
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
