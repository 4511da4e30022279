package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Calls nobody dead, for a time. */
@Command(
    name = "hold",
    description = {
      "For a time, calls nobody dead for silence and announces nobody offline.",
      "Afterwards each has its full timeout. --list shows the holds in force; --lift ID ends one."
    },
    mixinStandardHelpOptions = true)
final class HoldCommand extends AdminCommand {
  @Mixin private LeverOptions lever = new LeverOptions();
  @Mixin private DryRun dryRun = new DryRun();

  @Option(names = "--list", description = "shows the holds in force, and makes none")
  private boolean list;

  HoldCommand(Console console) {
    super(console);
  }

  @Override
  JsonNode ask(AdminApi gateway) {
    ObjectNode body = Console.JSON.createObjectNode();
    return lever.ask(gateway, "/holds", dryRun, list ? Optional.empty() : Optional.of(body));
  }

  @Override
  String words(JsonNode answer) {
    return lever.words(answer, "Verdicts and offline events of");
  }
}
