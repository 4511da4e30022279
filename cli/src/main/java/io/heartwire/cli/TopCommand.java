package io.heartwire.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.cli.TopScreen.Snapshot;
import io.heartwire.wire.Printable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The gateway, live, in a terminal. */
@Command(
    name = "top",
    description = {
      "The gateway, live: who is there, what happens, who leaves and why, open incidents.",
      "In a terminal it fills the screen; elsewhere it prints one block after the other. Ctrl-C"
          + " ends it."
    },
    mixinStandardHelpOptions = true)
final class TopCommand implements Callable<Integer> {
  /* What every terminal since the VT100 obeys: another screen and back; long lines are cut; home. */
  private static final String OTHER_SCREEN = "\u001b[?1049h\u001b[?7l";
  private static final String OWN_SCREEN = "\u001b[?7h\u001b[?1049l";
  private static final String HOME = "\u001b[H";
  private static final String END_OF_LINE = "\u001b[K";
  private static final String END_OF_SCREEN = "\u001b[J";

  private final Console console;
  private final Surroundings surroundings;
  @Mixin private AdminOption admin = new AdminOption();

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      description = "how often it asks, 500ms to 1m (default: ${DEFAULT-VALUE})",
      defaultValue = "2s")
  private Duration interval = Duration.ofSeconds(2);

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "ends after so many (default: with Ctrl-C)")
  private int count = Integer.MAX_VALUE;

  private volatile boolean left;

  TopCommand(Console console, Surroundings surroundings) {
    this.console = console;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    check();
    AdminApi gateway = admin.api();
    Snapshot before = ask(gateway);
    boolean screen = !admin.json() && surroundings.process().terminalLines().getAsInt() > 0;
    if (screen) {
      // Whoever ends it with Ctrl-C wants his own screen back.
      surroundings.process().atShutdown().accept(this::leave);
      console.out().print(OTHER_SCREEN);
    }
    try {
      show(before, before, screen);
      for (int shown = 1; shown < count && !left; shown++) {
        surroundings.process().pause().accept(interval);
        Snapshot now = ask(gateway);
        show(before, now, screen);
        before = now;
      }
    } finally {
      if (screen) {
        leave();
      }
    }
    return ExitCode.OK;
  }

  private void check() {
    long ms = interval.toMillis();
    if (ms < 500 || ms > 60_000) {
      throw new CommandFailure(
          ExitCode.USAGE, "--interval (" + ms + " ms) must be 500ms to 1m: raise or lower it");
    }
    if (count < 1) {
      throw new CommandFailure(ExitCode.USAGE, "--count (" + count + ") must be at least 1");
    }
  }

  private Snapshot ask(AdminApi gateway) {
    return new Snapshot(
        surroundings.clock().nanoTime(),
        gateway.get("/status"),
        gateway.get("/incidents?limit=20"),
        gateway.get("/handlers"),
        gateway.get("/disconnects?limit=5"));
  }

  private void show(Snapshot before, Snapshot now, boolean screen) {
    if (admin.json()) {
      ObjectNode line = Console.JSON.createObjectNode();
      line.set("status", now.status());
      line.set("incidents", now.incidents().path("items"));
      line.set("handlers", now.handlers().path("items"));
      line.set("disconnects", now.disconnects().path("items"));
      console.jsonLine(line);
      return;
    }
    List<String> lines = TopScreen.lines(before, now, surroundings.wallClock().instant());
    if (screen) {
      draw(lines, surroundings.process().terminalLines().getAsInt());
    } else {
      lines.forEach(console::line);
      console.line("");
    }
  }

  /* In one piece, so that nothing flickers. */
  private synchronized void draw(List<String> lines, int height) {
    if (left) {
      return;
    }
    var text = new StringBuilder(HOME);
    String separator = "";
    for (String line : lines.subList(0, Math.min(lines.size(), Math.max(1, height)))) {
      text.append(separator).append(Printable.of(line)).append(END_OF_LINE);
      separator = "\r\n";
    }
    console.out().print(text.append(END_OF_SCREEN));
    console.out().flush();
  }

  private synchronized void leave() {
    if (!left) {
      left = true;
      console.out().print(OWN_SCREEN);
      console.out().flush();
    }
  }
}
