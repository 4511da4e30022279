package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that asks a gateway one thing and prints the answer: in words, or as JSON. */
abstract class AdminCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private AdminOption admin = new AdminOption();

  AdminCommand(Console console) {
    this.console = console;
  }

  @Override
  public final Integer call() {
    JsonNode answer = ask(admin.api());
    if (admin.json()) {
      console.json(answer);
    } else {
      words(answer).lines().forEach(console::line);
    }
    return ExitCode.OK;
  }

  abstract JsonNode ask(AdminApi gateway);

  /** The lines that tell people what {@code answer} says. */
  abstract String words(JsonNode answer);
}
