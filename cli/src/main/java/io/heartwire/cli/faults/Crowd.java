package io.heartwire.cli.faults;

import io.heartwire.cli.demo.ChildProcess;
import io.heartwire.cli.demo.Processes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All clients, in {@value #PROCESSES} processes. Used by one thread. */
final class Crowd {
  static final int PROCESSES = 4;

  /** The versions that clients have, or that each process has. */
  static final List<String> VERSIONS = List.of("1.8.0", "1.9.2", "2.0.1", "2.1.0");

  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Pattern FIGURES =
      Pattern.compile("^figures (\\d+) (\\d+) (\\d+) (\\d+) (\\d+)");

  private final Processes processes;
  private final Preparation preparation;
  private final String endpoint;
  private final List<ChildProcess> members = new ArrayList<>();
  private final List<Integer> sizes = new ArrayList<>();

  /** Nobody yet; those that come will connect to {@code endpoint}. */
  Crowd(Processes processes, Preparation preparation, String endpoint) {
    this.processes = processes;
    this.preparation = preparation;
    this.endpoint = endpoint;
  }

  /**
   * What became of clients, counted by themselves.
   *
   * @param online how many are
   * @param logins how often one came online
   * @param livingLost how often one was cut off that had spoken within its interval
   * @param lost how often one was cut off
   * @param left how often one gave up by itself
   */
  record Figures(int online, int logins, int livingLost, int lost, int left) {
    static final Figures NONE = new Figures(0, 0, 0, 0, 0);

    Figures plus(Figures other) {
      return new Figures(
          online + other.online,
          logins + other.logins,
          livingLost + other.livingLost,
          lost + other.lost,
          left + other.left);
    }
  }

  /** Starts the processes of so many clients, which do not connect yet. */
  void launch(int clients) {
    for (int i = 0; i < PROCESSES; i++) {
      String versions =
          preparation.hasAVersionEach()
              ? VERSIONS.get(i % VERSIONS.size())
              : String.join(",", VERSIONS);
      members.add(launch("c" + i + "-", clients / PROCESSES, versions));
    }
  }

  /** Lets all log in, spread over {@code ramp}. */
  void admit(Duration ramp) {
    members.forEach(member -> member.awaitLine(Pattern.compile("^ready"), BOUND));
    members.forEach(member -> member.send("start " + ramp.toMillis()));
  }

  /** Starts more clients, in a process that is then the last one. */
  void more(int clients, Duration ramp) {
    ChildProcess member = launch("more-", clients, String.join(",", VERSIONS));
    members.add(member);
    member.awaitLine(Pattern.compile("^ready"), BOUND);
    member.send("start " + ramp.toMillis());
  }

  private ChildProcess launch(String prefix, int clients, String versions) {
    var program =
        new Processes.Program(
            preparation.clientPrefix(),
            Processes.MODEST,
            "",
            List.of(
                CrowdMain.class.getName(),
                endpoint,
                prefix,
                "" + clients,
                "" + preparation.interval().toMillis(),
                versions,
                "" + FaultNet.NETWORKS));
    sizes.add(clients);
    return processes.start("clients " + prefix, program);
  }

  /** Process {@code number}, from 0. */
  ChildProcess member(int number) {
    return members.get(number);
  }

  /** How many clients there are in the processes that live. */
  int living() {
    int sum = 0;
    for (int i = 0; i < members.size(); i++) {
      sum += members.get(i).isAlive() ? sizes.get(i) : 0;
    }
    return sum;
  }

  /** Tells every process. */
  void tell(String command) {
    members.forEach(member -> member.send(command));
  }

  /** Has each client of half of the processes send a message every {@code time} from now on. */
  void keepHalfBusy(Duration time) {
    for (int i = 0; i < PROCESSES / 2; i++) {
      long rate = Math.max(1, sizes.get(i) * 1_000L / time.toMillis());
      members.get(i).send("rate " + rate + " note -");
    }
  }

  /** Ends what {@link #keepHalfBusy} and {@code rate} began. */
  void keepQuiet() {
    tell("rate 0 note -");
  }

  /** The figures of those processes that live. */
  Figures figures() {
    Figures sum = Figures.NONE;
    for (ChildProcess member : members) {
      if (member.isAlive()) {
        sum = sum.plus(read(member.ask("figures", FIGURES, BOUND)));
      }
    }
    return sum;
  }

  private static Figures read(Matcher line) {
    return new Figures(
        Integer.parseInt(line.group(1)),
        Integer.parseInt(line.group(2)),
        Integer.parseInt(line.group(3)),
        Integer.parseInt(line.group(4)),
        Integer.parseInt(line.group(5)));
  }
}
