package io.heartwire.cli.faults;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;

/** How the doctor did, by fault and in all. */
public final class Score {
  /** What stands over the columns of {@link #rows}. */
  public static final List<String> HEADINGS =
      List.of(
          "FAULT",
          "EXPECTED",
          "RUNS",
          "RIGHT",
          "MEDIAN",
          "SLOWEST",
          "SURE BUT WRONG",
          "LIVING LOST",
          "BREAKER LEFT",
          "NOT RUN");

  /** Of all runs that say something, so many must be right. */
  private static final double GOAL = 0.95;

  private final Map<String, List<Outcome>> byFault = new LinkedHashMap<>();

  Score(List<Outcome> outcomes) {
    // A run that said nothing and was repeated is forgotten.
    Map<String, Outcome> latest = new LinkedHashMap<>();
    outcomes.forEach(one -> latest.put(one.fault() + " " + one.seed() + " " + one.commit(), one));
    Faults.ALL.forEach(fault -> byFault.put(fault.name(), new ArrayList<>()));
    latest
        .values()
        .forEach(one -> byFault.computeIfAbsent(one.fault(), f -> new ArrayList<>()).add(one));
    byFault.values().removeIf(List::isEmpty);
  }

  /** A row for each fault, and one for all. */
  public List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    byFault.forEach((fault, runs) -> rows.add(row(fault, runs.get(0).expected(), runs)));
    rows.add(row("all", "", all()));
    return rows;
  }

  private List<Outcome> all() {
    return byFault.values().stream().flatMap(List::stream).toList();
  }

  private static List<String> row(String fault, String expected, List<Outcome> runs) {
    List<Outcome> told = told(runs);
    long[] times =
        told.stream().filter(Outcome::right).mapToLong(Outcome::rightAfterMs).sorted().toArray();
    return List.of(
        fault,
        expected,
        "" + told.size(),
        "" + right(told),
        times.length == 0 ? "-" : seconds(times[times.length / 2]),
        times.length == 0 ? "-" : seconds(LongStream.of(times).max().orElseThrow()),
        "" + told.stream().filter(one -> !one.wrong().isEmpty()).count(),
        "" + told.stream().mapToInt(Outcome::livingLost).sum(),
        told.stream().filter(one -> one.breaker().opened() && one.breaker().left()).count()
            + " of "
            + told.stream().filter(one -> one.breaker().opened()).count(),
        "" + (runs.size() - told.size()));
  }

  private static List<Outcome> told(List<Outcome> runs) {
    return runs.stream().filter(one -> one.trouble().isEmpty()).toList();
  }

  private static long right(List<Outcome> runs) {
    return runs.stream().filter(Outcome::right).count();
  }

  private static String seconds(long ms) {
    return String.format(Locale.ROOT, "%.1f s", ms / 1_000.0);
  }

  /** Whether every goal is met: 95 % right, no sure mistake, nobody lost, the breaker left. */
  public boolean kept() {
    List<Outcome> told = told(all());
    return !told.isEmpty()
        && right(told) >= GOAL * told.size()
        && told.stream()
            .allMatch(
                one -> one.wrong().isEmpty() && one.livingLost() == 0 && one.breaker().left());
  }

  /** All in one sentence. */
  public String sentence() {
    List<Outcome> told = told(all());
    if (told.isEmpty()) {
      return "no run says anything yet";
    }
    return String.format(
        Locale.ROOT,
        "%d of %d right within 5 s (%.1f %%; goal 95 %%), sure but wrong in %d (goal 0), living"
            + " clients lost to faults of the server %d (goal 0), breaker still open in %d (goal 0)",
        right(told),
        told.size(),
        100.0 * right(told) / told.size(),
        told.stream().filter(one -> !one.wrong().isEmpty()).count(),
        told.stream().mapToInt(Outcome::livingLost).sum(),
        told.stream().filter(one -> !one.breaker().left()).count());
  }

  /** One run in one line. */
  static String line(Outcome run) {
    if (!run.trouble().isEmpty()) {
      return "  not run: " + run.trouble();
    }
    String said =
        run.verdicts().isEmpty()
            ? "the doctor said nothing"
            : run.verdicts().get(run.verdicts().size() - 1).sentence();
    return String.format(
        Locale.ROOT,
        "  %s: incident after %d ms, %s%s; departures %s, living lost %d, gave up %d; breaker %s; %s",
        run.isGood() ? "right" : run.right() ? "right, but" : "WRONG",
        run.openedAfterMs(),
        run.right() ? "verdict " + run.rightAfterMs() + " ms later" : "no right verdict in time",
        run.wrong().isEmpty() ? "" : ", sure of " + run.wrong().get(0).cause(),
        run.byReason(),
        run.clients().livingLost(),
        run.clients().left(),
        !run.breaker().opened() ? "quiet" : run.breaker().left() ? "left" : "STILL OPEN",
        said);
  }
}
