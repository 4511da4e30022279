package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Both clients learn the same: the tables that the tests of the one for browsers read, too. {@code
 * -Dheartwire.vectors=write} makes new random ones.
 */
class IdleCutsTableTest {
  private static final Path TABLES = Path.of("..", "clients", "js", "test");
  private static final Path RANDOM = TABLES.resolve("idle-cuts-random.txt");
  private static final long[] AGES = {
    0, 999, 1_000, 4_000, 4_200, 5_000, 7_000, 14_000, 30_000, 31_000, 49_999, 300_000
  };
  private static final long[] INTERVALS = {1_000, 7_000, 8_000, 50_000};
  private static final long DAY = 86_400_000;
  private static final long[] PASSES = {1_000, DAY, 7 * DAY - 1, 7 * DAY, 30 * DAY, -DAY, -8 * DAY};

  @Test
  void answersWhatTheTableSays() throws IOException {
    assertThat(play(Files.readAllLines(TABLES.resolve("idle-cuts.txt")))).isEmpty();
  }

  @Test
  void answersAsBeforeWhateverHappens() throws IOException {
    if ("write".equals(System.getProperty("heartwire.vectors"))) {
      Files.write(RANDOM, fresh());
    }
    assertThat(play(Files.readAllLines(RANDOM))).isEmpty();
  }

  /** Plays a table; answers the lines that are not so. */
  private static List<String> play(List<String> lines) {
    List<String> wrong = new ArrayList<>();
    Script script = new Script();
    String name = "";
    int asked = 0;
    for (String line : lines) {
      String[] words = line.split(" ");
      if (words[0].equals("case")) {
        name = line;
        script = new Script();
      } else if (words[0].equals("interval")) {
        asked++;
        long interval = script.interval(words[1], Long.parseLong(words[2]));
        if (interval != Long.parseLong(words[3])) {
          wrong.add(name + ": " + line + ", but it is " + interval);
        }
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        script.does(words);
      }
    }
    assertThat(asked).isGreaterThan(30);
    return wrong;
  }

  private static List<String> fresh() {
    SplittableRandom random = new SplittableRandom(20_261_127);
    List<String> lines = new ArrayList<>();
    for (int i = 1; i <= 12; i++) {
      lines.add("case random " + i);
      Script script = new Script();
      int networks = i % 4 == 0 ? IdleCuts.MOST_NETWORKS + 3 : 2;
      for (int step = 0; step < 60; step++) {
        String network = "n" + random.nextInt(networks);
        for (String line : next(random, network)) {
          lines.add(line);
          script.does(line.split(" "));
        }
        long wanted = of(INTERVALS, random);
        lines.add("interval " + network + " " + wanted + " " + script.interval(network, wanted));
      }
    }
    return lines;
  }

  private static List<String> next(SplittableRandom random, String network) {
    long age = of(AGES, random);
    int what = random.nextInt(20);
    if (what < 14) {
      String kind = random.nextInt(3) == 0 ? "silent" : "seen";
      String died = "died " + network + " " + age + " " + kind + " " + of(INTERVALS, random);
      return List.of(died, random.nextInt(8) == 0 ? "returned no" : "returned yes");
    }
    if (what < 17) {
      return List.of("survived " + network + " " + Math.max(1, age));
    }
    return List.of(what < 19 ? "pass " + of(PASSES, random) : "restart");
  }

  private static long of(long[] values, SplittableRandom random) {
    return values[random.nextInt(values.length)];
  }

  /** One case as it is played. */
  private static final class Script {
    private IdleCuts cuts = new IdleCuts(List.of());
    private List<LearnedInterval> stored = List.of();
    private long nowMs = 1_700_000_000_000L;

    long interval(String network, long wantedMs) {
      long intervalMs = cuts.intervalMs(network, wantedMs, nowMs);
      store();
      return intervalMs;
    }

    private void store() {
      stored = cuts.takeUnsaved().orElse(stored);
    }

    void does(String[] words) {
      switch (words[0]) {
        case "died" -> {
          long idleMs = Long.parseLong(words[2]);
          cuts.died(words[1], idleMs, words[3].equals("silent"), Long.parseLong(words[4]));
        }
        case "returned" -> cuts.returned(words[1].equals("yes"), nowMs);
        case "survived" -> cuts.survived(words[1], Long.parseLong(words[2]), nowMs);
        case "pass" -> nowMs += Long.parseLong(words[1]);
        case "restart" -> cuts = new IdleCuts(stored);
        default -> throw new AssertionError("no such step: " + String.join(" ", words));
      }
      store();
    }
  }
}
