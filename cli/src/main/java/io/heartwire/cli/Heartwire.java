package io.heartwire.cli;

import io.heartwire.core.time.NanoClock;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code heartwire} command: keeps long-lived connections honest. */
@Command(
    name = "heartwire",
    description = "Says who is offline, since when, why, and how sure it is.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 done, 1 failed, 2 not understood, 3 no gateway at the address,",
      "4 ended before the drain was over (serve, at a second signal).",
      "./heartwire test --help tells how to run the tests, dist --help how to pack an archive."
    })
public final class Heartwire {
  private Heartwire() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    var exitCode = new AtomicInteger(ExitCode.OK);
    InstantSource wallClock = InstantSource.system();
    var process =
        new Surroundings.OwnProcess(
            ProcessHandle.current().info().startInstant().orElseGet(wallClock::instant),
            task -> endWith(task, exitCode),
            Signals::on,
            Heartwire::pause,
            Terminal::lines);
    NanoClock clock = System::nanoTime;
    var surroundings =
        new Surroundings(System.getenv(), clock, wallClock, new SecureRandom(), process);
    var console = new Console(System.in, System.out, System.err);
    exitCode.set(commandLine(console, surroundings).execute(args));
    System.exit(exitCode.get());
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A process that cleaned up after SIGTERM has done what it was asked: exit code 0, not 143. */
  private static void endWith(Runnable task, AtomicInteger exitCode) {
    var end =
        new Thread(
            () -> {
              try {
                task.run();
              } finally {
                Runtime.getRuntime().halt(exitCode.get());
              }
            },
            "heartwire-shutdown");
    Runtime.getRuntime().addShutdownHook(end);
  }

  /** All commands, on {@code console}. */
  static CommandLine commandLine(Console console, Surroundings surroundings) {
    var line = new CommandLine(new Heartwire());
    line.addSubcommand(new ServeCommand(console, surroundings));
    line.addSubcommand(new StatusCommand(console));
    line.addSubcommand(new TopCommand(console, surroundings));
    line.addSubcommand(new NodesCommand(console, surroundings.wallClock()));
    line.addSubcommand(new WhyCommand(console));
    line.addSubcommand(new IncidentsCommand(console));
    line.addSubcommand(new ClientsCommand(console, surroundings.wallClock()));
    line.addSubcommand(new ClientCommand(console));
    line.addSubcommand(new KickCommand(console));
    line.addSubcommand(new SendCommand(console));
    line.addSubcommand(new DrainCommand(console, surroundings.process().pause()));
    line.addSubcommand(new DisconnectsCommand(console, surroundings.wallClock()));
    CommandLine events = new CommandLine(new EventsCommand(console));
    events.addSubcommand(new ReplayCommand(console));
    line.addSubcommand(events);
    CommandLine sinks = new CommandLine(new SinksCommand(console));
    sinks.addSubcommand(new DeadLettersCommand(console));
    line.addSubcommand(sinks);
    CommandLine timeouts = new CommandLine(new TimeoutsCommand(console, surroundings.wallClock()));
    timeouts.addSubcommand(new SetTimeoutCommand(console));
    timeouts.addSubcommand(new CancelTimeoutCommand(console));
    line.addSubcommand(timeouts);
    CommandLine tokens = new CommandLine(new HeartbeatTokensCommand(console));
    tokens.addSubcommand(new CreateHeartbeatTokenCommand(console));
    tokens.addSubcommand(new RevokeHeartbeatTokenCommand(console));
    line.addSubcommand(tokens);
    line.addSubcommand(new TargetsCommand(console, surroundings.wallClock()));
    line.addSubcommand(new CheckCommand(console));
    line.addSubcommand(new HandlersCommand(console));
    line.addSubcommand(new GroupsCommand(console));
    line.addSubcommand(new StormCommand(console));
    line.addSubcommand(new AdmitCommand(console));
    line.addSubcommand(new TraceCommand(console));
    line.addSubcommand(new BundleCommand(console, surroundings.process()));
    line.addSubcommand(new HoldCommand(console));
    line.addSubcommand(new ExtendCommand(console));
    line.addSubcommand(new AuditCommand(console));
    line.addSubcommand(new ConfigCommand(console, surroundings.environment()));
    line.addSubcommand(new TokenCommand(console));
    line.addSubcommand(new ConnectCommand(console, surroundings));
    line.addSubcommand(new FleetCommand(console, surroundings));
    line.addSubcommand(new DemoCommand(console, surroundings));
    line.addSubcommand(new FaultsCommand(console, surroundings));
    everyCommandTellsTheVersion(line);
    line.registerConverter(Duration.class, new DurationText());
    line.setOut(new PrintWriter(console.out(), true, Charset.defaultCharset()));
    line.setErr(new PrintWriter(console.err(), true, Charset.defaultCharset()));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    line.setExecutionStrategy(Heartwire::runOrExplain);
    line.setExecutionExceptionHandler((failure, command, parsed) -> report(failure, console));
    return line;
  }

  private static void everyCommandTellsTheVersion(CommandLine line) {
    line.getCommandSpec().versionProvider(new Version());
    line.getSubcommands().values().forEach(Heartwire::everyCommandTellsTheVersion);
  }

  private static int runOrExplain(CommandLine.ParseResult parsed) {
    CommandLine.ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    CommandLine.Model.CommandSpec spec = last.commandSpec();
    boolean needsMore =
        !spec.subcommands().isEmpty()
            && !(spec.userObject() instanceof Callable)
            && !last.isUsageHelpRequested()
            && !last.isVersionHelpRequested();
    if (needsMore) {
      spec.commandLine().usage(spec.commandLine().getErr());
      return ExitCode.USAGE;
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static int report(Exception failure, Console console) {
    console.errorLine("heartwire: " + CommandFailure.sentenceOf(failure));
    return failure instanceof CommandFailure known ? known.exitCode() : ExitCode.FAILED;
  }
}
