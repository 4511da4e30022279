package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.gateway.config.ConfigException;
import io.heartwire.gateway.config.DrainConfig;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Empties a gateway, waits for its end, and shows how far it has come. */
@Command(
    name = "drain",
    description = {
      "Sends the clients of a gateway away, one after the other, and ends it; waits for that.",
      "Asked again, it follows the drain that runs. Ctrl-C ends the waiting, not the drain."
    },
    mixinStandardHelpOptions = true)
final class DrainCommand implements Callable<Integer> {
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Console console;
  private final Consumer<Duration> pause;
  @Mixin private AdminOption admin = new AdminOption();

  @Option(
      names = "--time",
      paramLabel = "TIME",
      description = "over how long, such as 30s; 0s: all at once (default: drain.time)")
  private @Nullable Duration time;

  @Mixin private DryRun dryRun = new DryRun();

  DrainCommand(Console console, Consumer<Duration> pause) {
    this.console = console;
    this.pause = pause;
  }

  @Override
  public Integer call() {
    AdminApi gateway = admin.api();
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    if (time != null) {
      check(time);
      body.put("timeMs", time.toMillis());
    }
    if (dryRun.asked()) {
      foretell(gateway.post("/drain" + dryRun.query(), body));
      return ExitCode.OK;
    }
    JsonNode seen = gateway.post("/drain", body);
    show(seen);
    while (!seen.path("state").asText().equals("ended")) {
      pause.accept(LOOK);
      try {
        JsonNode now = gateway.get("/drain");
        if (!now.path("told").equals(seen.path("told"))
            || !now.path("state").equals(seen.path("state"))) {
          show(now);
        }
        seen = now;
      } catch (CommandFailure gone) {
        if (gone.exitCode() != ExitCode.NO_GATEWAY) {
          throw gone;
        }
        break;
      }
    }
    if (!admin.json()) {
      console.line("Drained: the gateway ends.");
    }
    return ExitCode.OK;
  }

  private void foretell(JsonNode drain) {
    console.line(
        admin.json()
            ? drain.toString()
            : drain.path("total").asText()
                + " clients would be told within "
                + JsonText.duration(drain, "timeMs")
                + ", and the gateway would end.");
  }

  private static void check(Duration time) {
    try {
      DrainConfig.checkTime("--time", time);
    } catch (ConfigException e) {
      throw new CommandFailure(ExitCode.USAGE, CommandFailure.sentenceOf(e));
    }
  }

  /** One line; with {@code --json}, one object a line. */
  private void show(JsonNode drain) {
    console.line(admin.json() ? drain.toString() : words(drain));
  }

  private static String words(JsonNode drain) {
    String attached = drain.path("attached").asText() + " attached";
    String left = JsonText.duration(drain, "leftMs") + " left at most";
    return switch (drain.path("state").asText()) {
      case "announced" -> "announced: " + attached + ", " + left;
      case "telling" ->
          drain.path("told").asText()
              + " of "
              + drain.path("total").asText()
              + " told, "
              + attached
              + ", "
              + left;
      default -> drain.path("state").asText() + ": " + attached;
    };
  }
}
