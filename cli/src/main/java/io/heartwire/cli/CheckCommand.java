package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Turns the liveness check on or off for a listener, a group or a client, at run time. */
@Command(
    name = "check",
    description = {
      "Turns the liveness check on or off at run time; without parameters, shows where it is set.",
      "While it is off nobody there is called dead for being silent."
    },
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
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

  private final Console console;
  @Mixin private AdminOption admin = new AdminOption();

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
    this.console = console;
  }

  @Override
  public Integer call() {
    if (name.isEmpty()) {
      return show();
    }
    String place = scope.name().toLowerCase(Locale.ROOT);
    boolean enabled = setting == Setting.ON;
    JsonNode answer =
        admin
            .api()
            .put(
                "/checks/" + place + "/" + AdminApi.segment(name),
                JsonNodeFactory.instance.objectNode().put("enabled", enabled));
    if (admin.json()) {
      console.json(answer);
    } else {
      console
          .out()
          .println("The check of " + place + " " + name + " is " + (enabled ? "on." : "off."));
    }
    return ExitCode.OK;
  }

  private int show() {
    JsonNode checks = admin.api().get("/checks");
    if (admin.json()) {
      console.json(checks);
    } else {
      console.out().print(JsonText.describe(checks));
    }
    return ExitCode.OK;
  }
}
