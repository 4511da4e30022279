package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Logs one client out. */
@Command(
    name = "kick",
    description = "Logs a client out; it is told so, and does not come back by itself.",
    mixinStandardHelpOptions = true)
final class KickCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private AdminOption admin = new AdminOption();

  @Parameters(paramLabel = "ID", description = "the client's id")
  private String id = "";

  KickCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    JsonNode answer = admin.api().delete("/clients/" + AdminApi.segment(id));
    if (admin.json()) {
      console.json(answer);
    } else {
      console.out().println(id + " was logged out.");
    }
    return ExitCode.OK;
  }
}
