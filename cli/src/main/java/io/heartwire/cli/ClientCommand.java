package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows all that is known of one client. */
@Command(
    name = "client",
    description = "All that is known of one client.",
    mixinStandardHelpOptions = true)
final class ClientCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private AdminOption admin = new AdminOption();

  @Parameters(paramLabel = "ID", description = "the client's id")
  private String id = "";

  ClientCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    JsonNode client = admin.api().get("/clients/" + AdminApi.segment(id));
    if (admin.json()) {
      console.json(client);
    } else {
      console.out().print(JsonText.describe(client));
    }
    return ExitCode.OK;
  }
}
