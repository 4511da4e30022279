package io.heartwire.bench.side;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * What an idle connection holds: heap by the histogram of live objects, native memory by what the
 * process grew, before and after three storms; and how long a warm storm takes.
 */
record MemoryPart(int clients, boolean quick) implements Part {
  private static final int FIRST = 200;
  private static final int WINDOW = 50;
  private static final int CALM_WINDOW = 256;
  private static final int STORMS = 3;
  private static final int STORM_SECONDS = 60;
  private static final long SETTLE_MS = 3_000;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public boolean appliesTo(Contender contender, int run) {
    if (quick && !contender.onJvm()) {
      return false;
    }
    return !contender.name().equals(Contenders.OURS_BLIND)
        && (run == 1 || Contenders.CLOSE.contains(contender.name()));
  }

  @Override
  public Duration expected(Contender contender) {
    return Duration.ofSeconds(quick ? 25 : contender.isOurs() ? 80 : 45);
  }

  @Override
  public Map<String, Double> measure(Lab lab, Contender contender)
      throws IOException, InterruptedException {
    Map<String, Double> figures = Part.figures();
    try (ServerProcess server = lab.start(contender, Timing.RELAXED);
        Generator load = lab.generator(contender, server, Timing.RELAXED)) {
      // Classes that the first clients load are nobody's memory.
      Part.mustServe(FIRST, load.connect(FIRST, WINDOW, STORM_SECONDS));
      load.drop();
      Thread.sleep(quick ? SETTLE_MS / 2 : SETTLE_MS);
      LiveHeap empty = heap(lab, contender, server);
      long resident = server.residentBytes();
      Part.mustServe(clients, load.connect(clients, CALM_WINDOW, STORM_SECONDS));
      put(figures, "", lab, contender, server, empty, resident);
      for (int storm = 1; storm <= (quick ? 1 : STORMS); storm++) {
        load.drop();
        Thread.sleep(quick ? SETTLE_MS / 2 : SETTLE_MS);
        if (!Part.storm("storm_warm", clients, load, figures)) {
          return figures;
        }
      }
      put(
          figures,
          quick ? "_after_a_storm" : "_after_storms",
          lab,
          contender,
          server,
          empty,
          resident);
    }
    return figures;
  }

  private void put(
      Map<String, Double> figures,
      String when,
      Lab lab,
      Contender contender,
      ServerProcess server,
      LiveHeap empty,
      long resident)
      throws IOException, InterruptedException {
    Thread.sleep(quick ? SETTLE_MS / 2 : SETTLE_MS);
    figures.put("native" + when, (server.residentBytes() - resident) / (double) clients);
    if (contender.onJvm()) {
      LiveHeap full = heap(lab, contender, server);
      figures.put("heap" + when, (full.bytes() - empty.bytes()) / (double) clients);
      full.growth(empty, clients, 12).forEach(row -> Progress.detail(contender, when, row));
    }
  }

  private static LiveHeap heap(Lab lab, Contender contender, ServerProcess server)
      throws IOException, InterruptedException {
    return contender.onJvm() ? LiveHeap.of(lab.jdk(), server.pid()) : new LiveHeap(0, Map.of());
  }
}
