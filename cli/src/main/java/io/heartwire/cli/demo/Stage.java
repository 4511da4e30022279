package io.heartwire.cli.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The two servers, and the process with the clients of both. Used by one thread. */
final class Stage {
  static final String OURS = "ours";
  static final String PLAIN = "plain";

  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Pattern MARK = Pattern.compile("^mark (-?\\d+) (\\d+)");

  private final Processes processes;
  private final DemoPlan plan;
  private final int oursPort;
  private final int plainPort;
  private final ChildProcess clients;
  private ServerProcess ours;
  private ServerProcess plain;

  /** Starts all three; the clients do not connect yet. */
  Stage(Processes processes, DemoPlan plan, RandomGenerator random) {
    this.processes = processes;
    this.plan = plan;
    var ports = new FreePorts(random);
    this.oursPort = ports.next();
    this.plainPort = ports.next();
    this.clients =
        processes.start(
            "clients",
            Processes.Program.likeThisOne(
                DemoClients.class,
                List.of(
                    "" + DemoPlan.INTERVAL.toMillis(),
                    "" + DemoPlan.LOGIN_WAIT.toMillis(),
                    "" + plan.silent())));
    this.ours = startOurs(Duration.ZERO);
    this.plain = startPlain(Duration.ZERO);
    ours.awaitReady();
    plain.awaitReady();
    clients.awaitLine(Pattern.compile("^ready"), BOUND);
  }

  private ServerProcess startOurs(Duration loginCost) {
    List<String> arguments = new ArrayList<>();
    arguments.add("" + loginCost.toMillis());
    arguments.add("listeners.tcp.port=" + oursPort);
    arguments.add("listeners.http.enabled=false");
    arguments.add("listeners.mqtt.enabled=false");
    // One loop, as the plain server has: a handler that blocks it blocks all clients.
    arguments.add("loops=1");
    arguments.add(Blocking.INLINE);
    arguments.add("admission.rate=" + DemoPlan.LOGIN_RATE);
    arguments.add("presence.file=:memory:");
    arguments.add("liveness.interval=" + DemoPlan.INTERVAL.toMillis() + "ms");
    arguments.add("liveness.timeout=" + DemoPlan.TIMEOUT.toMillis() + "ms");
    return ServerProcess.start(processes, DemoGateway.class, arguments);
  }

  private ServerProcess startPlain(Duration loginCost) {
    return ServerProcess.start(
        processes,
        PlainServer.class,
        List.of("" + plainPort, "" + DemoPlan.TIMEOUT.toMillis(), "" + loginCost.toMillis()));
  }

  ServerProcess ours() {
    return ours;
  }

  ServerProcess plain() {
    return plain;
  }

  /** Lets all clients connect. */
  void admitClients() {
    clients.send(OURS + " " + plan.clients() + " " + oursPort);
    clients.send(PLAIN + " " + plan.clients() + " " + plainPort);
  }

  /** Whether every client has come online, once at least. */
  boolean allCameOnline() {
    List<String> log = clients.lines();
    return Return.of(log, OURS, plan.clients()).logins() >= plan.clients()
        && Return.of(log, PLAIN, plan.clients()).logins() >= plan.clients();
  }

  /**
   * A moment.
   *
   * @param line number of the client process's next line
   * @param atNanos by its clock
   * @param stalledMs the longest time it was away since the mark before
   */
  record Mark(int line, long atNanos, long stalledMs) {}

  Mark mark() {
    Matcher now = clients.ask("mark", MARK, BOUND);
    return new Mark(
        clients.lines().size(), Long.parseLong(now.group(1)), Long.parseLong(now.group(2)));
  }

  /** What the client process has said since. */
  List<String> logSince(Mark mark) {
    return clients.linesFrom(mark.line());
  }

  /** A client of each side sends the message that blocks its handler. */
  void block(Duration time) {
    clients.send("block " + time.toMillis());
  }

  /** Whether this machine knows the signals. */
  boolean canStopServers() {
    try {
      return new ProcessBuilder("sh", "-c", "kill -0 $$").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Stops both servers and lets them go on after {@code time}; returns at once. A shell does it, so
   * that they go on even if this process is killed meanwhile.
   */
  void stopServers(Duration time) {
    String both = ours.process().pid() + " " + plain.process().pid();
    processes.start(
        "signals",
        List.of(
            "sh",
            "-c",
            "kill -STOP " + both + "; sleep " + time.toSeconds() + "; kill -CONT " + both));
  }

  /** Some clients of each side, those of {@link #hangable}, do nothing at all any more. */
  void hangSome() {
    clients.send("hang");
  }

  /** The names of those that hang, on both sides: the last ones. */
  Set<String> hangable() {
    return IntStream.range(plan.clients() - plan.silent(), plan.clients())
        .boxed()
        .flatMap(number -> Stream.of(OURS + "-" + number, PLAIN + "-" + number))
        .collect(Collectors.toSet());
  }

  /** They go on. */
  void thaw() {
    clients.send("thaw");
  }

  /** Kills both servers as a crash would, and starts them again. */
  void restartServers(Duration loginCost) {
    ours.process().close();
    plain.process().close();
    ours = startOurs(loginCost);
    plain = startPlain(loginCost);
    ours.awaitReady();
    plain.awaitReady();
  }

  /** The end of what each process said, for messages of failure. */
  String tail() {
    return clients.tail() + ours.process().tail() + plain.process().tail();
  }
}
