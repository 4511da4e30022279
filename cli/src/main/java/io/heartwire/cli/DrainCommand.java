package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.gateway.config.ConfigException;
import io.heartwire.gateway.config.DrainConfig;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Empties a gateway, waits for its end, and shows how far it has come. */
@Command(
    name = "drain",
    description = {
      "Sends the clients of a gateway away, one after the other, and ends it; waits for that.",
      "Where several share an engine, any of them can be asked to have NODE drained, and the clients"
          + " are told to go to the others.",
      "Asked again, it follows the drain that runs. Ctrl-C ends the waiting, not the drain."
    },
    mixinStandardHelpOptions = true)
final class DrainCommand implements Callable<Integer> {
  private static final Pattern PER_SECOND = Pattern.compile("(\\d{1,7})(?:/s)?");
  private static final Duration LOOK = Duration.ofMillis(500);

  /** A gateway that does not answer may be stalled: it is asked again for about half a minute. */
  private static final int MOST_UNANSWERED = 6;

  private final Console console;
  private final Consumer<Duration> pause;
  @Mixin private AdminOption admin = new AdminOption();

  @Parameters(
      paramLabel = "NODE",
      arity = "0..1",
      description = "the gateway to drain (default: the one that is asked)")
  private @Nullable String node;

  @Option(
      names = "--time",
      paramLabel = "TIME",
      description = "over how long, such as 30s; 0s: all at once (default: drain.time)")
  private @Nullable Duration time;

  @Option(
      names = "--rate",
      paramLabel = "RATE",
      description = "so many clients a second instead, such as 500/s")
  private @Nullable String rate;

  @Mixin private DryRun dryRun = new DryRun();

  DrainCommand(Console console, Consumer<Duration> pause) {
    this.console = console;
    this.pause = pause;
  }

  @Override
  public Integer call() {
    AdminApi gateway = admin.api();
    ObjectNode body = body();
    if (dryRun.asked()) {
      foretell(gateway.post("/drain" + dryRun.query(), body));
      return ExitCode.OK;
    }
    End end = follow(gateway, gateway.post("/drain", body));
    if (!end.inOrder()) {
      throw new CommandFailure(
          ExitCode.FAILED,
          who()
              + " went away while it was drained, and not by itself: "
              + end.last().path("attached").asText()
              + " were attached when it was last seen; they are in their grace, so look at its log");
    }
    if (!admin.json()) {
      console.line("Drained: " + who() + " ends.");
    }
    return ExitCode.OK;
  }

  /**
   * How it ended.
   *
   * @param last what was seen last
   * @param inOrder false if it did not answer for long before it was gone: one that leaves by
   *     itself says so, and one that is killed is missed only when its lease ends
   */
  private record End(JsonNode last, boolean inOrder) {}

  private ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    if (time != null && rate != null) {
      throw new CommandFailure(
          ExitCode.USAGE, "--time and --rate say the same in two ways: leave one of them out");
    }
    if (node != null) {
      body.put("node", node);
    }
    if (time != null) {
      check(time);
      body.put("timeMs", time.toMillis());
    }
    if (rate != null) {
      body.put("rate", perSecond(rate));
    }
    return body;
  }

  private String who() {
    return node == null ? "the gateway" : "gateway " + node;
  }

  private static int perSecond(String rate) {
    Matcher number = PER_SECOND.matcher(rate.strip());
    if (!number.matches()) {
      throw new CommandFailure(
          ExitCode.USAGE, "--rate (" + rate + ") must be clients a second: write it as 500/s");
    }
    return Integer.parseInt(number.group(1));
  }

  /** Shows how the drain goes on until it has ended. */
  private End follow(AdminApi gateway, JsonNode begun) {
    show(begun);
    JsonNode seen = begun;
    int unanswered = 0;
    while (!seen.path("state").asText().equals("ended")) {
      pause.accept(LOOK);
      try {
        JsonNode now =
            gateway.get(node == null ? "/drain" : "/drain?node=" + AdminApi.segment(node));
        if (!now.path("told").equals(seen.path("told"))
            || !now.path("state").equals(seen.path("state"))) {
          show(now);
        }
        seen = now;
        unanswered = 0;
      } catch (CommandFailure failure) {
        // Drained, it is gone: its door does not answer, or the others know it no more.
        if (failure.exitCode() == ExitCode.NO_GATEWAY || failure.isNotFound()) {
          return new End(seen, unanswered <= 1);
        }
        if (node == null || ++unanswered > MOST_UNANSWERED) {
          throw failure;
        }
      }
    }
    return new End(seen, true);
  }

  private void foretell(JsonNode drain) {
    console.line(
        admin.json()
            ? drain.toString()
            : drain.path("total").asText()
                + " clients would be told within "
                + JsonText.duration(drain, "timeMs")
                + ", and "
                + who()
                + " would end.");
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
