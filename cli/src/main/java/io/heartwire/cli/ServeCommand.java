package io.heartwire.cli;

import ch.qos.logback.classic.Level;
import io.heartwire.gateway.Services;
import io.heartwire.gateway.config.ConfigException;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.config.LoadedConfig;
import io.heartwire.gateway.config.LogConfig;
import io.heartwire.gateway.config.Reloaded;
import io.heartwire.gateway.dispatch.MessageHandler;
import io.heartwire.gateway.drain.Drain;
import io.heartwire.gateway.session.Authenticator;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a gateway until the process is asked to end. */
@Command(
    name = "serve",
    description = {
      "Runs a gateway. Without a configuration it listens on this machine only and lets every client in.",
      "One line on standard output says when it is ready; the log goes to standard error."
    },
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  private final Console console;
  private final Surroundings surroundings;
  @Mixin private ConfigOption source = new ConfigOption();

  @Option(names = "--json-logs", description = "one JSON object a line (log.format: json)")
  private boolean jsonLogs;

  ServeCommand(Console console, Surroundings surroundings) {
    this.console = console;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    LogSetup.install(console.err(), LogSetup.Format.TEXT, Level.WARN);
    String[] more = jsonLogs ? new String[] {"log.format=json"} : new String[0];
    LoadedConfig loaded = source.load(surroundings.environment(), more);
    GatewayConfig config = loaded.config();
    install(config.log());
    loaded.warnings().forEach(LOG::warn);
    var reloading =
        new Reloading(
            () -> source.read(surroundings.environment(), more),
            level -> LogSetup.level(Level.toLevel(level.name())));
    RunningGateway running = start(config, reloading);
    LOG.info("the event loops run on {}", running.transport().word());
    listenToSignals(running);
    surroundings.process().atShutdown().accept(() -> stop(running));
    console.out().println(readyLine(running));
    running.drain().awaitEnd();
    return running.drain().wasCutShort() ? ExitCode.CUT_SHORT : ExitCode.OK;
  }

  /*
   * Java's own answer to these signals is the shutdown hook, and a second one while that runs does
   * nothing. Where they cannot be caught, the hook still drains; only the second signal is deaf.
   */
  private void listenToSignals(RunningGateway running) {
    for (String name : List.of("TERM", "INT")) {
      boolean caught =
          surroundings.process().onSignal().test(name, () -> askedToEnd(name, running));
      if (!caught) {
        LOG.warn(
            "SIG{} cannot be caught by this Java: it still drains and ends the gateway, but a second"
                + " one does not hurry it; use SIGKILL for that",
            name);
      }
    }
    if (!surroundings.process().onSignal().test("HUP", () -> askedToReload(running))) {
      LOG.warn(
          "SIGHUP cannot be caught by this Java: use heartwire config reload to have the"
              + " configuration read again");
    }
  }

  private static void askedToReload(RunningGateway running) {
    try {
      Reloaded reloaded = running.reload();
      running.signalled("SIGHUP", "config reload", reloaded.before(), reloaded.after());
    } catch (ConfigException e) {
      // Logged where it was refused; whoever sends a signal has no other ear.
    }
  }

  private static void askedToEnd(String signal, RunningGateway running) {
    Drain drain = running.drain();
    if (drain.isReady()) {
      LOG.info("SIG{}: the gateway is drained, then it ends; once more ends it now", signal);
      running.signalled("SIG" + signal, "drain", "", "");
      drain.begin(Drain.Pace.USUAL);
    } else {
      LOG.warn("SIG{} during the drain: the gateway ends now", signal);
      drain.cutShort();
    }
  }

  private void install(LogConfig log) {
    LogSetup.Format format =
        log.format() == LogConfig.Format.JSON ? LogSetup.Format.JSON : LogSetup.Format.TEXT;
    LogSetup.install(console.err(), format, Level.toLevel(log.level().name()));
  }

  private RunningGateway start(GatewayConfig config, Reloading reloading) {
    var services =
        new Services(
            Plugins.only(Authenticator.class),
            Plugins.only(MessageHandler.class).orElse(MessageHandler.NONE),
            surroundings.clock(),
            surroundings.wallClock(),
            surroundings.random());
    try {
      return RunningGateway.start(config, services, reloading);
    } catch (IllegalStateException | IllegalArgumentException e) {
      LogSetup.flush();
      throw new CommandFailure(ExitCode.FAILED, CommandFailure.sentenceOf(e));
    }
  }

  private static void stop(RunningGateway running) {
    running.drain().begin(Drain.Pace.USUAL);
    try {
      running.drain().awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    LOG.info("stopping");
    running.close();
    LOG.info("stopped");
    LogSetup.flush();
  }

  private String readyLine(RunningGateway running) {
    Duration taken =
        Duration.between(surroundings.process().startedAt(), surroundings.wallClock().instant());
    return String.format(
        Locale.ROOT,
        "heartwire %s ready in %.1f s: %s",
        Version.text(),
        taken.toMillis() / 1_000.0,
        running.doors());
  }
}
