package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Gives clients more time, for a time. */
@Command(
    name = "extend",
    description = {
      "Adds to the timeout of clients for a time, such as: extend +30s --group meters --for 30m.",
      "Without TIME, shows the extensions in force; --lift ID ends one."
    },
    mixinStandardHelpOptions = true)
final class ExtendCommand extends AdminCommand {
  @Mixin private LeverOptions lever = new LeverOptions();
  @Mixin private DryRun dryRun = new DryRun();

  @Parameters(arity = "0..1", paramLabel = "+TIME", description = "what is added, such as +30s")
  private String more = "";

  ExtendCommand(Console console) {
    super(console);
  }

  @Override
  JsonNode ask(AdminApi gateway) {
    ObjectNode body = Console.JSON.createObjectNode();
    if (!more.isEmpty()) {
      Duration added = new DurationText().convert(more.startsWith("+") ? more.substring(1) : more);
      body.put("moreMs", added.toMillis());
    }
    return lever.ask(
        gateway, "/extensions", dryRun, more.isEmpty() ? Optional.empty() : Optional.of(body));
  }

  @Override
  String words(JsonNode answer) {
    return lever.words(answer, "The timeout of");
  }
}
