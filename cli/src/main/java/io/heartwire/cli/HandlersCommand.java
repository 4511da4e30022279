package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.heartwire.gateway.dispatch.Model;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What happens to messages by type; lets the handler of one run elsewhere. */
@Command(
    name = "handlers",
    description = {
      "What happens to messages of each type: how many, how slow, how many failed or were turned away.",
      "With TYPE and MODEL, lets the handler of that type run elsewhere from now on, until the gateway"
          + " is stopped: inline (on the event loop), queue (in lanes, in order for each client) or"
          + " per-task (each message in a task of its own)."
    },
    mixinStandardHelpOptions = true)
final class HandlersCommand implements Callable<Integer> {
  private final Console console;
  @Mixin private AdminOption admin = new AdminOption();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "TYPE",
      description = "a type of messages; other: all that are not listed")
  private String type = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "MODEL",
      description = "inline, queue or per-task")
  private String model = "";

  @Mixin private DryRun dryRun = new DryRun();

  HandlersCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (type.isEmpty()) {
      return show();
    }
    if (model.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "where messages of type '"
              + type
              + "' should run is not said: add inline, queue or per-task");
    }
    if (Arrays.stream(Model.values()).noneMatch(known -> known.word().equals(model))) {
      throw new CommandFailure(
          ExitCode.USAGE, "handlers cannot run '" + model + "': use inline, queue or per-task");
    }
    JsonNode answer =
        admin
            .api()
            .put(
                "/handlers/" + AdminApi.segment(type) + dryRun.query(),
                JsonNodeFactory.instance.objectNode().put("model", model));
    if (admin.json()) {
      console.json(answer);
    } else {
      console.line(
          "Messages of type '"
              + type
              + (dryRun.asked() ? "' would be handled " : "' are handled ")
              + model
              + " from now on, "
              + JsonText.at(answer, "before")
              + " before. The configuration says where after a restart.");
    }
    return ExitCode.OK;
  }

  private int show() {
    JsonNode handlers = admin.api().get("/handlers");
    if (admin.json()) {
      console.json(handlers);
      return ExitCode.OK;
    }
    var table =
        new Table(
            "TYPE",
            "MODEL",
            "COUNT",
            "P50",
            "P99",
            "MAX",
            "WAIT P99",
            "LOOP",
            "FAILED",
            "BUSY",
            "EXPIRED");
    for (JsonNode handler : handlers.path("items")) {
      table.row(
          JsonText.at(handler, "type"),
          JsonText.at(handler, "model"),
          JsonText.at(handler, "count"),
          millis(handler, "took.p50Ms"),
          millis(handler, "took.p99Ms"),
          millis(handler, "took.maxMs"),
          millis(handler, "waited.p99Ms"),
          millis(handler, "loopMs"),
          JsonText.at(handler, "failed"),
          JsonText.at(handler, "busy"),
          JsonText.at(handler, "expired"));
    }
    console.out().print(table);
    return ExitCode.OK;
  }

  private static String millis(JsonNode handler, String path) {
    String text = JsonText.at(handler, path);
    return text.equals("-")
        ? text
        : String.format(Locale.ROOT, "%.1f ms", Double.parseDouble(text));
  }
}
