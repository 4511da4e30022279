package io.heartwire.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Follows one client. */
@Command(
    name = "trace",
    description = {
      "Follows one client across its reconnects: sessions, suspicion, round trips, how it left.",
      "One line for each; with --json, one object a line. Ctrl-C ends it."
    },
    mixinStandardHelpOptions = true)
final class TraceCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private AdminOption admin = new AdminOption();

  @Parameters(paramLabel = "ID", description = "the client")
  private String id = "";

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "for how long, 1s to 1h (default: ${DEFAULT-VALUE})",
      defaultValue = "10m")
  private Duration time = Duration.ofMinutes(10);

  TraceCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    String path = "/clients/" + AdminApi.segment(id) + "/trace?for=" + time.toMillis() + "ms";
    admin
        .api()
        .follow(
            path,
            line -> {
              if (line.startsWith("data: ")) {
                show(read(line.substring("data: ".length())));
              }
            });
    return ExitCode.OK;
  }

  private static JsonNode read(String text) {
    try {
      return Console.JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new CommandFailure(ExitCode.NO_GATEWAY, "a step is not JSON: is that a gateway?");
    }
  }

  private void show(JsonNode step) {
    if (admin.json()) {
      console.jsonLine(step);
    } else {
      console.line(
          JsonText.at(step, "at")
              + "  "
              + JsonText.at(step, "what")
              + "  "
              + JsonText.at(step, "words")
              + kernel(step.path("kernel")));
    }
    console.out().flush();
  }

  private static String kernel(JsonNode kernel) {
    return kernel.isMissingNode()
        ? ""
        : "; kernel: "
            + JsonText.at(kernel, "state")
            + ", unread "
            + JsonText.at(kernel, "unreadBytes")
            + " bytes, unacked "
            + JsonText.at(kernel, "unackedSegments")
            + ", rto "
            + JsonText.duration(kernel, "rtoMs");
  }
}
