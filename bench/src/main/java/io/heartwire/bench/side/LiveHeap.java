package io.heartwire.bench.side;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The live objects of a JVM by class, after a forced collection: exact, unlike any reading of used
 * memory.
 */
public record LiveHeap(long bytes, Map<String, Long> byClass) {
  /** What the serial collector puts where it found it cheaper not to move the living. */
  private static final String DEAD = "jdk.internal.vm.FillerElement";

  private static final Pattern ROW =
      Pattern.compile("^\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+)", Pattern.MULTILINE);

  /** Asks the JVM {@code pid}; the second collection takes what finalizers of the first let go. */
  public static LiveHeap of(Path jdk, long pid) throws IOException, InterruptedException {
    ask(jdk, pid);
    return parse(ask(jdk, pid));
  }

  static LiveHeap parse(String histogram) {
    Map<String, Long> byClass = new HashMap<>();
    long total = 0;
    Matcher row = ROW.matcher(histogram);
    while (row.find()) {
      if (row.group(3).contains(DEAD)) {
        continue;
      }
      long bytes = Long.parseLong(row.group(2));
      total += bytes;
      byClass.merge(row.group(3), bytes, Long::sum);
    }
    return new LiveHeap(total, byClass);
  }

  /** The classes that grew most since {@code before}, in bytes a client. */
  List<String> growth(LiveHeap before, int clients, int most) {
    record Row(String name, double each) {}
    List<Row> rows = new ArrayList<>();
    byClass.forEach(
        (name, now) ->
            rows.add(
                new Row(name, (now - before.byClass.getOrDefault(name, 0L)) / (double) clients)));
    return rows.stream()
        .sorted(Comparator.comparingDouble(Row::each).reversed())
        .limit(most)
        .map(row -> Math.round(row.each * 10) / 10.0 + " " + row.name)
        .toList();
  }

  private static String ask(Path jdk, long pid) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(jdk.resolve("bin/jcmd").toString(), "" + pid, "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (jcmd.waitFor() != 0) {
      throw new IOException("jcmd " + pid + " GC.class_histogram failed: " + answer.strip());
    }
    return answer;
  }
}
