package io.heartwire.cli;

import ch.qos.logback.classic.Level;
import io.heartwire.cli.demo.Demo;
import io.heartwire.cli.demo.DemoPlan;
import io.heartwire.cli.demo.DemoReport;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows beside a plain Netty server what the gateway does better, and whether it does. */
@Command(
    name = "demo",
    description = {
      "Puts the gateway and a plain Netty server with Netty's IdleStateHandler through the same",
      "trouble, with real clients on each, and prints what became of them; takes about 90 s.",
      "a) A message handler blocks for 6 s. b) The process is stopped for 6 s. c) 10 clients fall",
      "silent without closing (fewer if there are fewer than 200). d) Both are killed and"
          + " restarted, and a login costs 5 ms of one thread.",
      "Clients promise a byte each second, the timeout is 4 s on both sides, a login may take 3 s.",
      "Each server has one event loop, so that a handler that blocks, blocks all its clients.",
      "Plain clients come back at once, and a second after an attempt that failed. For d) the"
          + " gateway",
      "is told how many logins its authenticator stands (admission.rate: 150).",
      "LIVING LOST counts clients that the server closed although they had written within a"
          + " second,",
      "GAVE UP those that left because no answer came; WASTED LOGINS were done for nobody."
    },
    footer = {"", "Exit code 1: the gateway lost a living client, or missed a dead one."},
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  /** What a shell makes of a process that was ended with Ctrl-C. */
  private static final int INTERRUPTED = 130;

  private final Console console;
  private final Surroundings surroundings;

  @Option(
      names = "--clients",
      paramLabel = "N",
      description = "on each side, 20 to 10000 (default: 1000)")
  private int clients = 1_000;

  @Option(names = "--json", description = "the figures as JSON")
  private boolean json;

  DemoCommand(Console console, Surroundings surroundings) {
    this.console = console;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    LogSetup.install(console.err(), LogSetup.Format.TEXT, Level.WARN);
    DemoPlan plan = plan();
    var over = new AtomicBoolean();
    try (var demo =
        new Demo(
            plan,
            surroundings.clock(),
            surroundings.random(),
            line -> console.err().println(line))) {
      surroundings.process().atShutdown().accept(() -> end(demo, over));
      DemoReport report = demo.run();
      over.set(true);
      print(report);
      return report.kept() ? ExitCode.OK : ExitCode.FAILED;
    } catch (CancellationException e) {
      throw new CommandFailure(ExitCode.FAILED, CommandFailure.sentenceOf(e));
    } finally {
      over.set(true);
    }
  }

  private static void end(Demo demo, AtomicBoolean over) {
    boolean interrupted = !over.get();
    demo.close();
    if (interrupted) {
      Runtime.getRuntime().halt(INTERRUPTED);
    }
  }

  private DemoPlan plan() {
    try {
      return new DemoPlan(clients);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, CommandFailure.sentenceOf(e));
    }
  }

  private void print(DemoReport report) {
    if (json) {
      console.json(report.json());
      return;
    }
    var table = new Table(DemoReport.HEADINGS.toArray(String[]::new));
    for (List<String> row : report.rows()) {
      table.row(row.toArray(String[]::new));
    }
    console.out().print(table);
    report.reservations().forEach(console::line);
    console.line(report.sentence());
  }
}
