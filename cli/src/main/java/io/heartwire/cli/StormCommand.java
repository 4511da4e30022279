package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows who is let in when all come at once. */
@Command(
    name = "storm",
    description = "The rate of logins, who was let in, who was told to come later.",
    mixinStandardHelpOptions = true)
final class StormCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private AdminOption admin = new AdminOption();

  StormCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    JsonNode storm = admin.api().get("/storm");
    if (admin.json()) {
      console.json(storm);
    } else {
      console.out().print(JsonText.describe(storm));
    }
    return ExitCode.OK;
  }
}
