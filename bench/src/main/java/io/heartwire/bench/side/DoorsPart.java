package io.heartwire.bench.side;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a client holds and what its heartbeat costs, by each door in turn: 10,000 connections, the
 * heap by the histogram of live objects, then 5,000 heartbeats a second. Leases that come in
 * batches are 100,000, on 100 connections.
 */
record DoorsPart(boolean quick) implements Part {
  static final String NAME = "doors";

  private static final int CONNECTIONS = 10_000;
  private static final int LEASES = 100_000;
  private static final int RATE = 5_000;
  private static final int FIRST = 200;
  private static final int WINDOW = 256;
  private static final int CONNECT_SECONDS = 180;
  private static final int WARM_SECONDS = 12;
  private static final int WINDOW_SECONDS = 2;
  private static final long SETTLE_MS = 3_000;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Contender> contenders() {
    return Doors.all();
  }

  @Override
  public boolean appliesTo(Contender contender, int run) {
    return true;
  }

  @Override
  public Duration expected(Contender contender) {
    return Duration.ofSeconds(quick ? 35 : 50);
  }

  @Override
  public Map<String, Double> measure(Lab lab, Contender contender)
      throws IOException, InterruptedException {
    Map<String, Double> figures = Part.figures();
    int batch = contender.name().equals(Doors.LEASES) ? Doors.BATCH : 1;
    int clients = batch == 1 ? CONNECTIONS : LEASES;
    int window = batch == 1 ? WINDOW : 1;
    try (ServerProcess server = lab.start(contender, Timing.BEATING);
        Generator load = lab.generator(contender, server, Timing.BEATING)) {
      // Others than those who are weighed: a lease outlasts its connection.
      load.name(clients / batch);
      int first = Math.max(1, FIRST / batch);
      Part.mustServe(first, load.connect(first, window, CONNECT_SECONDS));
      load.drop();
      load.name(0);
      Thread.sleep(SETTLE_MS);
      LiveHeap empty = LiveHeap.of(lab.jdk(), server.pid());
      long resident = server.residentBytes();
      Part.mustServe(clients / batch, load.connect(clients / batch, window, CONNECT_SECONDS));
      Thread.sleep(SETTLE_MS);
      figures.put("native", (server.residentBytes() - resident) / (double) clients);
      LiveHeap full = LiveHeap.of(lab.jdk(), server.pid());
      figures.put("heap", (full.bytes() - empty.bytes()) / (double) clients);
      full.growth(empty, clients, 20).forEach(row -> Progress.detail(contender, "", row));
      beats(load, batch, figures);
    }
    return figures;
  }

  private void beats(Generator load, int batch, Map<String, Double> figures) throws IOException {
    int rate = RATE / batch;
    load.fixed(rate, quick ? WARM_SECONDS / 2 : WARM_SECONDS);
    Map<String, Double> fixed =
        Windows.median(quick ? 1 : 3, quick ? 3 : 6, () -> load.fixed(rate, WINDOW_SECONDS));
    figures.put("door_us", Part.microsPerBeat(fixed) / batch);
    figures.put("door_p99_ms", fixed.getOrDefault("p99_us", 0.0) / 1_000);
    figures.put("others", Windows.others(fixed));
  }
}
