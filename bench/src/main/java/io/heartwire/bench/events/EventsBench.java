package io.heartwire.bench.events;

import io.heartwire.bench.side.Interruption;
import io.heartwire.bench.side.Pace;
import io.heartwire.bench.side.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** {@code ./heartwire bench events}: are all departures told, and what do events cost? */
public final class EventsBench {
  private static final String HELP =
      """
      Usage: ./heartwire bench events [--clients N] [--kills N] [--frozen] [--parts PART,...]
                                      [--runs N]
      Stops many clients at once and counts what a webhook's receiver was told that is killed
      half-way; measures the engine beside SQLite as it is, heartbeats while sessions come and go, and what
      clients cost that are offline.
        --clients N       how many are stopped at once (18,000; 20,000 descriptors allow no more)
        --kills N         how often the receiver is killed meanwhile (1)
        --frozen          stops the client processes instead of killing them
        --parts PART,...  departure, engine, heartbeats, offline (all)
        --runs N          runs of engine and heartbeats; medians are printed (5)
      Ends with 1 if a client was not told offline, a session has no end or two, or more events were
      told twice than a batch for each kill.
      """;

  private static final List<String> PARTS = List.of("departure", "engine", "heartbeats", "offline");
  private static final double GOAL = 0.5;
  private static final double HEARTBEAT_GOAL = 2.0;

  /** What the admission allows by itself, and all that the machine can do. */
  private static final List<Integer> LOGINS_A_SECOND = List.of(1_000, 0);

  private int clients = 18_000;
  private int kills = 1;
  private boolean frozen;
  private Set<String> parts = new TreeSet<>(PARTS);
  private int runs = 5;

  private EventsBench() {}

  /** Properties: heartwire.bench.gateway, the class path of the gateway. */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> words = List.of(args);
    if (words.contains("--help") || words.contains("-h")) {
      System.out.print(HELP);
      return;
    }
    EventsBench bench = new EventsBench();
    try {
      bench.parse(words);
    } catch (IllegalArgumentException e) {
      Progress.say(String.valueOf(e.getMessage()));
      System.exit(2);
    }
    Path work = Files.createTempDirectory("heartwire-events-");
    Interruption interruption =
        Interruption.watch(() -> "stopped; what was printed stands, nothing else is kept");
    interruption.alsoRun(() -> remove(work));
    boolean holds;
    try {
      holds = bench.run(work, System.getProperty("heartwire.bench.gateway", ""));
    } catch (IOException | SQLException e) {
      interruption.standBack();
      interruption.over();
      Progress.say(e.getMessage() + " (logs and files are in " + work + ")");
      System.exit(1);
      return;
    }
    interruption.over();
    remove(work);
    System.exit(holds ? 0 : 1);
  }

  private void parse(List<String> words) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      switch (word) {
        case "--frozen" -> frozen = true;
        case "--clients" -> clients = number(words, ++i, 18_000);
        case "--kills" -> kills = number(words, ++i, 20);
        case "--runs" -> runs = number(words, ++i, 99);
        case "--parts" -> parts = names(words, ++i);
        default -> throw new IllegalArgumentException("bench events does not know '" + word + "'");
      }
    }
  }

  private static String value(List<String> words, int at) {
    if (at >= words.size()) {
      throw new IllegalArgumentException(words.get(at - 1) + " needs a value");
    }
    return words.get(at);
  }

  private static int number(List<String> words, int at, int most) {
    String text = value(words, at);
    int number = text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
    if (number < 1 || number > most) {
      throw new IllegalArgumentException(
          words.get(at - 1) + " needs a number from 1 to " + most + ", not '" + text + "'");
    }
    return number;
  }

  private static Set<String> names(List<String> words, int at) {
    Set<String> names = new TreeSet<>(List.of(value(words, at).split(",", -1)));
    for (String name : names) {
      if (!PARTS.contains(name)) {
        throw new IllegalArgumentException(
            "--parts does not know '" + name + "': one of " + String.join(", ", PARTS));
      }
    }
    return names;
  }

  private boolean run(Path work, String gateway)
      throws IOException, InterruptedException, SQLException {
    boolean holds = true;
    try (Pace pace = new Pace(steps())) {
      if (parts.contains("departure")) {
        try (Pace.Lasting step = pace.begin()) {
          MassDeparture.Outcome outcome =
              new MassDeparture(work, gateway, clients, kills, frozen).run();
          System.out.println(outcome.text());
          holds = outcome.holds();
        }
      }
      if (parts.contains("engine")) {
        try (Pace.Lasting step = pace.begin()) {
          System.out.println(engine(work));
        }
      }
      if (parts.contains("heartbeats")) {
        for (int perSecond : LOGINS_A_SECOND) {
          try (Pace.Lasting step = pace.begin()) {
            System.out.println(heartbeats(work, gateway, perSecond));
          }
        }
      }
      if (parts.contains("offline")) {
        try (Pace.Lasting step = pace.begin()) {
          System.out.println(offline(work, gateway));
        }
      }
    }
    return holds;
  }

  /** What {@link #run} will do, in its order. */
  private List<Pace.Step> steps() {
    List<Pace.Step> steps = new ArrayList<>();
    if (parts.contains("departure")) {
      steps.add(step(String.format("departure: %,d clients stopped at once", clients), 60));
    }
    if (parts.contains("engine")) {
      steps.add(step("engine: 10,000 sessions come and go, beside SQLite as it is", 20 * runs));
    }
    if (parts.contains("heartbeats")) {
      for (int perSecond : LOGINS_A_SECOND) {
        String pace = perSecond == 0 ? "as fast as they can" : perSecond + " a second";
        steps.add(step("heartbeats: while sessions come and go, " + pace, 60 + 20 * runs));
      }
    }
    if (parts.contains("offline")) {
      steps.add(step("offline: a gateway that knows 1,000,000 clients who are offline", 50));
    }
    return steps;
  }

  private static Pace.Step step(String words, int seconds) {
    return new Pace.Step(words, words, Duration.ofSeconds(seconds));
  }

  private static String offline(Path work, String gateway)
      throws IOException, InterruptedException, SQLException {
    HeapOfOffline.Outcome outcome = new HeapOfOffline(work, gateway).run();
    return String.format(
        Locale.ROOT,
        "| an offline client, of 1,000,000 | heap bytes | bytes of disk |%n|---|---|---|%n"
            + "| | %.2f | %.0f |",
        outcome.heap(),
        outcome.disk());
  }

  private String heartbeats(Path work, String gateway, int perSecond)
      throws IOException, InterruptedException {
    List<HeartbeatsInABurst.Outcome> outcomes =
        new ArrayList<>(new HeartbeatsInABurst(work, gateway, perSecond).run(runs));
    outcomes.sort(Comparator.comparingDouble(HeartbeatsInABurst.Outcome::ratio));
    return String.format(
        Locale.ROOT,
        "median of %d: %s; goal %.1f%n",
        outcomes.size(),
        outcomes.get(outcomes.size() / 2).text(),
        HEARTBEAT_GOAL);
  }

  private String engine(Path work) throws IOException, SQLException {
    List<EngineBurst.Outcome> outcomes = new ArrayList<>();
    for (int run = 1; run <= runs; run++) {
      EngineBurst.Outcome outcome = EngineBurst.run(work.resolve("burst-" + run));
      Progress.say("engine " + run + "/" + runs + ": " + line(outcome));
      outcomes.add(outcome);
    }
    outcomes.sort(Comparator.comparingDouble(EngineBurst.Outcome::ratio));
    EngineBurst.Outcome median = outcomes.get(outcomes.size() / 2);
    return String.format(
        Locale.ROOT,
        "10,000 sessions come and go, median of %d: %s; goal %.2f of the same events%n",
        outcomes.size(),
        line(median),
        GOAL);
  }

  private static String line(EngineBurst.Outcome outcome) {
    return String.format(
        Locale.ROOT,
        "%,.0f events/s (%.1f us of processor each); SQLite 500 a transaction: the same events"
            + " %,.0f (%.1f us), ratio %.2f (by processor time %.2f); the same rows %,.0f (%.1f"
            + " us), ratio %.2f",
        outcome.engine().perSecond(),
        outcome.engine().cpuMicros(),
        outcome.events().perSecond(),
        outcome.events().cpuMicros(),
        outcome.ratio(),
        outcome.ratioOfCpu(),
        outcome.rows().perSecond(),
        outcome.rows().cpuMicros(),
        outcome.ratioOfRows());
  }

  private static void remove(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      Progress.say(directory + " could not be deleted: " + e);
    }
  }
}
