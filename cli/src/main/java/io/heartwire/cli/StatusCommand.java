package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows how many are attached, in grace and offline, and the state of the node. */
@Command(
    name = "status",
    description = "How many clients are attached, in grace, offline; how the node is.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private AdminOption admin = new AdminOption();

  StatusCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    JsonNode status = admin.api().get("/status");
    if (admin.json()) {
      console.json(status);
      return ExitCode.OK;
    }
    console.out().print(JsonText.describe(status));
    return ExitCode.OK;
  }
}
