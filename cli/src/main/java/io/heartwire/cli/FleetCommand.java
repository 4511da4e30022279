package io.heartwire.cli;

import ch.qos.logback.classic.Level;
import io.heartwire.cli.fleet.Fleet;
import io.heartwire.cli.fleet.FleetLog;
import io.heartwire.cli.fleet.FleetPlan;
import io.heartwire.cli.fleet.FleetSummary;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs many simulated devices against a gateway. */
@Command(
    name = "fleet",
    description = {
      "Runs simulated devices: real clients on real sockets, in this process.",
      "Some of them may fall silent (they read, but send nothing) or freeze (they do nothing at all,",
      "while the kernel goes on acknowledging for them), counted from when all have logged in."
    },
    footer = {
      "",
      "Exit code 3: nobody answered the devices; 1: somebody did, but not one could log in."
    },
    mixinStandardHelpOptions = true)
final class FleetCommand implements Callable<Integer> {
  private final Console console;
  private final Surroundings surroundings;

  @Option(names = "--clients", paramLabel = "N", description = "how many (default: 10)")
  private int clients = 10;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description = "of the gateway (default: 127.0.0.1)")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "of the gateway (default: 7400; with TLS 7443)")
  private @Nullable Integer port;

  @Option(
      names = "--id-prefix",
      paramLabel = "TEXT",
      description = "client ids are this and a number")
  private String idPrefix = "device-";

  @Option(
      names = {"--token", "--credential"},
      paramLabel = "TOKEN",
      description =
          "what they log in with; better set HEARTWIRE_TOKEN, since others see a command line",
      defaultValue = "${env:HEARTWIRE_TOKEN:-}",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private String credential = "";

  @Mixin private TlsOption tls = new TlsOption();

  @Option(names = "--interval", paramLabel = "TIME", description = "the interval they wish for")
  private @Nullable Duration interval;

  @Option(names = "--ramp", paramLabel = "TIME", description = "the time over which they start")
  private Duration ramp = Duration.ofSeconds(1);

  @Option(
      names = "--silent-after",
      paramLabel = "TIME",
      description = "when --silent devices stop sending")
  private @Nullable Duration silentAfter;

  @Option(names = "--silent", paramLabel = "N", description = "how many fall silent (default: all)")
  private @Nullable Integer silent;

  @Option(
      names = "--freeze",
      paramLabel = "TIME",
      description = "when --frozen devices stop altogether")
  private @Nullable Duration freezeAfter;

  @Option(names = "--frozen", paramLabel = "N", description = "how many freeze (default: all)")
  private @Nullable Integer frozen;

  @Option(
      names = "--source-addresses",
      paramLabel = "LIST",
      description = "local addresses to spread over, as 127.0.0.2-127.0.0.20")
  private String sourceAddresses = "";

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = "one JSON object a line for each event")
  private @Nullable Path log;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "ends after this time (default: with Ctrl-C)")
  private @Nullable Duration duration;

  @Option(names = "--json", description = "the summary as JSON")
  private boolean json;

  FleetCommand(Console console, Surroundings surroundings) {
    this.console = console;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    LogSetup.install(console.err(), LogSetup.Format.TEXT, Level.WARN);
    FleetPlan plan = plan();
    var ended = new CountDownLatch(1);
    var summarised = new CountDownLatch(1);
    surroundings
        .process()
        .atShutdown()
        .accept(
            () -> {
              ended.countDown();
              awaitQuietly(summarised);
            });
    try (var events = new FleetLog(target(), surroundings.clock(), surroundings.wallClock());
        var fleet =
            new Fleet(
                plan,
                events,
                surroundings.clock(),
                state ->
                    console.errorLine(StateWords.unreachable(plan.server().endpoint(), state)))) {
      fleet.start();
      waitFor(ended, fleet);
      FleetSummary summary = fleet.summary();
      print(summary);
      if (summary.logins() > 0) {
        return ExitCode.OK;
      }
      return fleet.metNobody() ? ExitCode.NO_GATEWAY : ExitCode.FAILED;
    } finally {
      LogSetup.flush();
      summarised.countDown();
    }
  }

  private void waitFor(CountDownLatch ended, Fleet fleet) throws InterruptedException {
    long started = surroundings.clock().nanoTime();
    long limit = duration == null ? Long.MAX_VALUE : duration.toNanos();
    while (surroundings.clock().nanoTime() - started < limit) {
      long left = limit - (surroundings.clock().nanoTime() - started);
      if (ended.await(Math.min(left, Duration.ofSeconds(5).toNanos()), TimeUnit.NANOSECONDS)) {
        return;
      }
      console.err().println(fleet.progress());
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      if (!latch.await(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the fleet did not end within 10 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private FleetPlan plan() {
    try {
      return new FleetPlan(
          new FleetPlan.Server(
              host + ":" + port(), SourceAddresses.parse(sourceAddresses), tls.tls()),
          new FleetPlan.Devices(clients, idPrefix, credential, Optional.ofNullable(interval)),
          ramp,
          misfortune(silentAfter, silent),
          misfortune(freezeAfter, frozen));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, CommandFailure.sentenceOf(e));
    }
  }

  private int port() {
    if (port != null) {
      return port;
    }
    return tls.isOn() ? 7443 : 7400;
  }

  private FleetPlan.Misfortune misfortune(@Nullable Duration after, @Nullable Integer count) {
    if (after == null) {
      return FleetPlan.Misfortune.NONE;
    }
    return new FleetPlan.Misfortune(count == null ? clients : count, after);
  }

  private Writer target() {
    try {
      return log == null ? Writer.nullWriter() : Files.newBufferedWriter(log);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--log ("
              + log
              + ") cannot be written ("
              + e.getClass().getSimpleName()
              + "): choose another file");
    }
  }

  private void print(FleetSummary summary) {
    if (json) {
      console.json(Console.JSON.valueToTree(summary));
    } else {
      console.out().print(JsonText.describe(Console.JSON.valueToTree(summary)));
    }
  }
}
