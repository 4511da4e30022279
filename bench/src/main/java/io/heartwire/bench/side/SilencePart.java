package io.heartwire.bench.side;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * A storm of logins at a server that has just started; then, warm, clients that all fall silent:
 * how late is each one's end, and what does it cost from the first that can be suspected to the
 * last close?
 */
record SilencePart(int clients, boolean quick) implements Part {
  private static final int WARM = 2_000;
  private static final int WINDOW = 512;
  private static final int CONNECT_SECONDS = 60;
  private static final int PATIENCE_SECONDS = 40;
  private static final long SETTLE_MS = 3_000;

  @Override
  public String name() {
    return "silence";
  }

  @Override
  public boolean appliesTo(Contender contender, int run) {
    return !contender.name().equals(Contenders.OURS_BLIND)
        && (run == 1 || Contenders.CLOSE.contains(contender.name()));
  }

  @Override
  public Duration expected(Contender contender) {
    if (contender.limit() == Timing.Limit.NONE) {
      return Duration.ofSeconds(10);
    }
    return Duration.ofSeconds(quick ? 40 : 65);
  }

  @Override
  public Map<String, Double> measure(Lab lab, Contender contender)
      throws IOException, InterruptedException {
    Timing timing = contender.limit() == Timing.Limit.NONE ? Timing.RELAXED : Timing.TIGHT;
    Map<String, Double> figures = Part.figures();
    try (ServerProcess server = lab.start(contender, timing);
        Generator load = lab.generator(contender, server, timing)) {
      Part.storm("storm_cold", clients, load, figures);
      load.drop();
      Thread.sleep(SETTLE_MS);
      if (contender.limit() != Timing.Limit.NONE) {
        if (!quick) {
          // A JVM that judges for the first time answers another question.
          silence(load, contender, timing, WARM);
        }
        Map<String, Double> silence = silence(load, contender, timing, clients);
        if (!quick && Windows.others(silence) > Windows.QUIET) {
          Map<String, Double> again = silence(load, contender, timing, clients);
          silence = Windows.others(again) < Windows.others(silence) ? again : silence;
        }
        figures.put("others_silence", Windows.others(silence));
        figures.put("late_p99_ms", silence.getOrDefault("p99_us", 0.0) / 1_000);
        figures.put("late_max_ms", silence.getOrDefault("max_us", 0.0) / 1_000);
        figures.put("late_min_ms", silence.getOrDefault("min_us", 0.0) / 1_000);
        figures.put("judged", silence.getOrDefault("ended", 0.0));
        if (silence.getOrDefault("late_start", 1.0) == 0) {
          figures.put("judging_cpu_s", silence.getOrDefault("cpu_s", 0.0));
        }
      }
    }
    return figures;
  }

  private static Map<String, Double> silence(
      Generator load, Contender contender, Timing timing, int clients)
      throws IOException, InterruptedException {
    Part.mustServe(clients, load.connect(clients, WINDOW, CONNECT_SECONDS));
    Map<String, Double> silence =
        load.silence(contender.limit().millis(timing), timing.intervalMs(), PATIENCE_SECONDS);
    load.drop();
    return silence;
  }
}
