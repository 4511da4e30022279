package io.heartwire.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** The {@code heartwire} command: keeps long-lived connections honest. */
@Command(
    name = "heartwire",
    description = "Says who is offline, since when, why, and how sure it is.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 done, 1 failed, 2 not understood, 3 no gateway at the address.",
      "./heartwire test --help tells how to run the tests."
    })
public final class Heartwire {
  private Heartwire() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    var console =
        new Console(
            System.in,
            System.out,
            System.err,
            InstantSource.system(),
            RandomGenerator.getDefault());
    int code = commandLine(console).execute(args);
    if (code != ExitCode.OK || args.length == 0 || !args[0].equals("serve")) {
      System.exit(code);
    }
  }

  /** All commands, on {@code console}. */
  static CommandLine commandLine(Console console) {
    CommandSpec root = CommandSpec.forAnnotatedObject(new Heartwire());
    var line = new CommandLine(root);
    line.addSubcommand(new StatusCommand(console));
    line.addSubcommand(new ClientsCommand(console));
    line.addSubcommand(new ClientCommand(console));
    line.addSubcommand(new KickCommand(console));
    line.addSubcommand(new DisconnectsCommand(console));
    line.addSubcommand(new CheckCommand(console));
    line.setOut(new PrintWriter(console.out(), true, Charset.defaultCharset()));
    line.setErr(new PrintWriter(console.err(), true, Charset.defaultCharset()));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    line.setExecutionStrategy(Heartwire::runOrExplain);
    line.setExecutionExceptionHandler((failure, command, parsed) -> report(failure, console));
    return line;
  }

  private static int runOrExplain(CommandLine.ParseResult parsed) {
    if (!parsed.hasSubcommand()
        && !parsed.isUsageHelpRequested()
        && !parsed.isVersionHelpRequested()) {
      parsed.commandSpec().commandLine().usage(parsed.commandSpec().commandLine().getErr());
      return ExitCode.USAGE;
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static int report(Exception failure, Console console) {
    console.err().println("heartwire: " + CommandFailure.sentenceOf(failure));
    if (failure instanceof CommandFailure known) {
      return known.exitCode();
    }
    return ExitCode.FAILED;
  }
}
