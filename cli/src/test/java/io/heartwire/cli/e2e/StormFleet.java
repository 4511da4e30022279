package io.heartwire.cli.e2e;

import io.heartwire.cli.e2e.ProcessLab.Jvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client process ({@link StormMain}). */
final class StormFleet {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Pattern REPORT =
      Pattern.compile("^report logins (\\d+) attempts (\\d+) stall-ms (\\d+) times (\\S+)");

  private final LabProcess process;
  private final int count;

  private StormFleet(LabProcess process, int count) {
    this.process = process;
    this.count = count;
  }

  /** Starts {@code count} clients that behave so; returns when all have been started. */
  static StormFleet start(ProcessLab lab, StormNet net, String manner, int count, int port) {
    LabProcess process =
        lab.start(
            Jvm.of(manner, StormMain.class)
                .with("-Xms900m", "-Xmx900m", "-Xmn400m", "-XX:TieredStopAtLevel=1")
                .behind(net.inside()));
    process.awaitLine(Pattern.compile("^ready"), BOUND);
    process.ask(manner + " " + count + " " + port, Pattern.compile("^started"), BOUND);
    return new StormFleet(process, count);
  }

  /** Counts logins from the moment {@code since} on. */
  void begin(long since) {
    process.ask("begin " + since, Pattern.compile("^begun"), BOUND);
  }

  int clients() {
    return count;
  }

  Report report() {
    Matcher line = process.ask("report", REPORT, BOUND);
    List<Long> times = new ArrayList<>();
    if (!line.group(4).equals("-")) {
      for (String bin : line.group(4).split(",", -1)) {
        String[] parts = bin.split(":", -1);
        for (int i = 0; i < Integer.parseInt(parts[1]); i++) {
          times.add(Long.parseLong(parts[0]) * 10);
        }
      }
    }
    return new Report(times, Integer.parseInt(line.group(2)), Long.parseLong(line.group(3)), count);
  }

  /**
   * How it went.
   *
   * @param timesMs when each login was, ascending
   * @param attempts connections tried
   * @param stallMs the longest time the process was away itself
   * @param clients how many there are
   */
  record Report(List<Long> timesMs, int attempts, long stallMs, int clients) {
    /** After how many seconds so many of a hundred clients were back; infinite if they are not. */
    double secondsUntil(double percent) {
      int wanted = (int) Math.ceil(clients * percent / 100);
      return timesMs.size() < wanted ? Double.POSITIVE_INFINITY : timesMs.get(wanted - 1) / 1_000.0;
    }

    /** Both fleets as one. */
    Report with(Report other) {
      List<Long> both = new ArrayList<>(timesMs);
      both.addAll(other.timesMs);
      both.sort(Long::compare);
      return new Report(
          both,
          attempts + other.attempts,
          Math.max(stallMs, other.stallMs),
          clients + other.clients);
    }

    private String bySecond() {
      Map<Long, Integer> seconds = new TreeMap<>();
      timesMs.forEach(time -> seconds.merge(time / 1_000, 1, Integer::sum));
      return seconds.toString();
    }

    String text() {
      return String.format(
          "%d of %d back, 50 %% after %.1f s, 99 %% %.1f s, all %.1f s, %d attempts, stall %d ms,"
              + " by second %s",
          timesMs.size(),
          clients,
          secondsUntil(50),
          secondsUntil(99),
          secondsUntil(100),
          attempts,
          stallMs,
          bySecond());
    }
  }
}
