package io.heartwire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has a gateway make one file for a bug report, waits for it, and fetches it. */
@Command(
    name = "bundle",
    description = {
      "One zip for a bug report: status, configuration without its secrets, incidents, evidence,",
      "threads, sockets, a flight recording. Ctrl-C stops it, and leaves no file behind."
    },
    mixinStandardHelpOptions = true)
final class BundleCommand implements Callable<Integer> {
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Console console;
  private final Surroundings.OwnProcess process;
  @Mixin private AdminOption admin = new AdminOption();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "where to (default: a name with the node and the time, in this directory)")
  private @Nullable Path out;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "what it covers, 1s to 5m (default: ${DEFAULT-VALUE})",
      defaultValue = "30s")
  private Duration time = Duration.ofSeconds(30);

  BundleCommand(Console console, Surroundings.OwnProcess process) {
    this.console = console;
    this.process = process;
  }

  @Override
  public Integer call() {
    if (out != null && Files.exists(out)) {
      throw new CommandFailure(
          ExitCode.USAGE, "--out (" + out + ") exists: name another file, or remove it");
    }
    AdminApi gateway = admin.api();
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("timeMs", time.toMillis());
    JsonNode seen = gateway.post("/bundle", body);
    // Whoever presses Ctrl-C wants nothing to go on; the answer to that is not waited for.
    var stopped = new AtomicBoolean();
    if (!process.onSignal().test("INT", () -> stopped.set(true))) {
      console.errorLine("Ctrl-C ends this command only here: the gateway goes on measuring");
    }
    while (isRunning(seen) && !stopped.get()) {
      show(seen);
      process.pause().accept(LOOK);
      seen = gateway.get("/bundle");
    }
    if (stopped.get()) {
      gateway.delete("/bundle");
      throw new CommandFailure(ExitCode.FAILED, "stopped: there is no bundle");
    }
    if (!seen.path("state").asText().equals("ready")) {
      throw new CommandFailure(ExitCode.FAILED, why(seen));
    }
    return fetch(gateway, seen);
  }

  private static boolean isRunning(JsonNode bundle) {
    String state = bundle.path("state").asText();
    return state.equals("measuring") || state.equals("writing");
  }

  private static String why(JsonNode bundle) {
    return bundle.path("state").asText().equals("failed")
        ? "the bundle failed: " + bundle.path("problem").asText()
        : "somebody else has dropped the bundle: try again";
  }

  private int fetch(AdminApi gateway, JsonNode bundle) {
    Path file = out == null ? Path.of(bundle.path("name").asText()).getFileName() : out;
    gateway.download("/bundle/file", file);
    long bytes;
    try {
      bytes = Files.size(file);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.FAILED, file + " cannot be read: " + e.getMessage());
    }
    gateway.delete("/bundle");
    if (admin.json()) {
      console.jsonLine(
          JsonNodeFactory.instance.objectNode().put("file", file.toString()).put("bytes", bytes));
    } else {
      console.line(
          "Wrote "
              + file
              + " ("
              + Math.max(1, bytes >> 10)
              + " KiB). It names clients and addresses: look at it before you send it.");
    }
    return ExitCode.OK;
  }

  private void show(JsonNode bundle) {
    String words =
        bundle.path("state").asText().equals("writing")
            ? "writing"
            : "measuring: "
                + bundle.path("measuredMs").asLong() / 1_000
                + " of "
                + bundle.path("timeMs").asLong() / 1_000
                + " s";
    console.errorLine(words);
  }
}
