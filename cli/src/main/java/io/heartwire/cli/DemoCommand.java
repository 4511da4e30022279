package io.heartwire.cli;

import ch.qos.logback.classic.Level;
import io.heartwire.cli.demo.Demo;
import io.heartwire.cli.demo.DemoPlan;
import io.heartwire.cli.demo.DemoReport;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows beside a plain Netty server what the gateway does better, and whether it does. */
@Command(
    name = "demo",
    description = {
      "Puts the gateway and a plain Netty server with Netty's IdleStateHandler through",
      "the same trouble, with real clients on each, and prints what became of them.",
      "Takes about 90 s.",
      "",
      "a) A message handler blocks for 6 s.",
      "b) The process is stopped for 6 s.",
      "c) 10 clients fall silent without closing (fewer if there are fewer than 200).",
      "d) Both are killed and restarted, and a login costs 5 ms of one thread.",
      "",
      "Clients promise a byte each second, the timeout is 4 s on both sides, a login",
      "may take 3 s. Each server has one event loop, so that a handler that blocks,",
      "blocks all its clients. Plain clients come back at once, and a second after an",
      "attempt that failed. The gateway is told how many logins a second its",
      "authenticator stands in d) (admission.rate: 150), and gives its clients slots;",
      "a plain server has nothing that could be told.",
      "",
      "LIVING LOST   clients that the server closed although they had written within",
      "              a second",
      "GAVE UP       sessions that clients ended because no pong came",
      "DEAD FOUND    how many of the silent clients the server closed within 12 s",
      "AFTER         how long after all fell silent the last of them was closed; their",
      "              last byte is up to a second older. The gateway asks for a second",
      "              more, because the hosts of these clients still acknowledge.",
      "99 %% BACK     how long fewer than 99 %% were online",
      "WASTED LOGINS logins that were checked for clients that no longer waited"
    },
    footer = {
      "",
      "Exit code 1: the gateway lost a living client, missed a dead one, or could not",
      "be shown; 130 and 143: interrupted."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
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
    try (var demo =
        new Demo(
            plan,
            surroundings.clock(),
            surroundings.random(),
            line -> console.err().println(line))) {
      DemoReport report =
          new Interruption(surroundings.process(), console)
              .during(demo::run, demo, () -> "nothing was shown, and no process is left");
      print(report);
      return report.kept() ? ExitCode.OK : ExitCode.FAILED;
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
