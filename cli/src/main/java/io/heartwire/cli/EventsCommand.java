package io.heartwire.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists what was told about clients, or follows it. */
@Command(
    name = "events",
    description = "What happened to whom, in order: online, offline, resumed, taken-over.",
    mixinStandardHelpOptions = true)
final class EventsCommand implements Callable<Integer> {
  private static final int MOST = 1_000_000;

  private final Console console;

  @Mixin private AdminOption admin = new AdminOption();

  @Option(
      names = "--after",
      paramLabel = "NUMBER",
      description = "those behind this one, the oldest first (default: the latest)")
  private long after = -1;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "at most N (default: ${DEFAULT-VALUE})",
      defaultValue = "50")
  private int limit = 50;

  @Option(
      names = {"-f", "--follow"},
      description = "goes on with what happens from now on, until interrupted")
  private boolean follow;

  EventsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (limit < 1 || limit > MOST) {
      throw new CommandFailure(
          ExitCode.USAGE, "--limit (" + limit + ") must be 1 to " + MOST + ": change it");
    }
    AdminApi gateway = admin.api();
    long last = show(gateway);
    if (follow) {
      gateway.follow(
          "/events/stream?after=" + last,
          line -> {
            if (line.startsWith("data: ")) {
              print(read(line.substring("data: ".length())));
            }
          });
    }
    return ExitCode.OK;
  }

  /** Shows what there is; answers the number of the last one. */
  private long show(AdminApi gateway) {
    String path = after < 0 ? "/events?latest=true" : "/events?after=" + after;
    long last = Math.max(0, after);
    int left = limit;
    while (left > 0) {
      int page = Math.min(left, AdminApi.PAGE);
      JsonNode answer = gateway.get(path + "&limit=" + page);
      for (JsonNode event : answer.path("items")) {
        print(event);
        last = event.path("id").asLong();
      }
      left -= answer.path("items").size();
      if (answer.path("next").asText("").isEmpty() || answer.path("items").isEmpty()) {
        break;
      }
      path = "/events?after=" + answer.path("next").asText();
    }
    if (left == limit && !follow && !admin.json()) {
      console.line("There are no such events.");
    }
    return last;
  }

  private static JsonNode read(String text) {
    try {
      return Console.JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new CommandFailure(ExitCode.NO_GATEWAY, "an event is not JSON: is that a gateway?");
    }
  }

  private void print(JsonNode event) {
    if (admin.json()) {
      console.jsonLine(event);
    } else {
      console.line(EventText.line(event));
    }
    console.out().flush();
  }
}
