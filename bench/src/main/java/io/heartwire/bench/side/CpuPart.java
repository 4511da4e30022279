package io.heartwire.bench.side;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a heartbeat costs: with 10,000 connections as fast as they go, and at 5,000 a second; and
 * how the cost grows from 1,000 to 15,000 connections.
 */
record CpuPart(boolean quick) implements Part {
  private static final int CONNECTIONS = 10_000;
  private static final int RATE = 5_000;
  private static final int HASTY_MS = 400;
  private static final int CALM_MS = 0;
  private static final long LEAVE_MS = 2_000;

  /**
   * Who left is announced offline when his grace has ended, and an incident is looked into every
   * second while it is young. Neither is a heartbeat's.
   */
  private static final int SETTLE_SECONDS = 20;

  private static final int SLOW_RATE = 1_000;
  private static final int FEW = 1_000;
  private static final int MANY = 15_000;
  private static final int WINDOW = 256;
  private static final int CONNECT_SECONDS = 60;
  private static final int WARM_SECONDS = 9;
  private static final int WINDOW_SECONDS = 2;
  private static final Set<String> GROWING =
      Set.of(Contenders.OURS, Contenders.PLAIN_IDLE, Contenders.PLAIN, Contenders.FLOOR);

  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public boolean appliesTo(Contender contender, int run) {
    // Heartbeats know nothing of admission.
    return !contender.name().equals(Contenders.OURS_OPEN);
  }

  @Override
  public Duration expected(Contender contender) {
    if (quick) {
      return Duration.ofSeconds(contender.isOurs() ? 50 : 25);
    }
    return Duration.ofSeconds(
        contender.name().equals(Contenders.OURS) ? 140 : contender.isOurs() ? 75 : 60);
  }

  @Override
  public Map<String, Double> measure(Lab lab, Contender contender)
      throws IOException, InterruptedException {
    Map<String, Double> figures = Part.figures();
    try (ServerProcess server = lab.start(contender, Timing.BEATING);
        Generator load = lab.generator(contender, server, Timing.BEATING)) {
      // A gateway slows clients that ping far more often than they were told to.
      load.wish(HASTY_MS);
      Part.mustServe(CONNECTIONS, load.connect(CONNECTIONS, WINDOW, CONNECT_SECONDS));
      load.saturate(quick ? WARM_SECONDS - 3 : WARM_SECONDS);
      Map<String, Double> saturated =
          Windows.median(wanted(), most(), () -> load.saturate(WINDOW_SECONDS));
      figures.put("saturated_us", Part.microsPerBeat(saturated));
      figures.put(
          "saturated_rate",
          saturated.getOrDefault("beats", 0.0) / saturated.getOrDefault("seconds", 1.0));
      again(contender, load, CALM_MS, CONNECTIONS);
      Map<String, Double> fixed = atFixedRate(load);
      figures.put("fixed_us", Part.microsPerBeat(fixed));
      figures.put("fixed_p99_ms", fixed.getOrDefault("p99_us", 0.0) / 1_000);
      figures.put("others", Math.max(Windows.others(saturated), Windows.others(fixed)));
      countSyscalls(lab, server, load, figures);
      if (!quick && GROWING.contains(contender.name())) {
        growth(contender, load, figures);
      }
    }
    return figures;
  }

  private static void countSyscalls(
      Lab lab, ServerProcess server, Generator load, Map<String, Double> figures)
      throws IOException, InterruptedException {
    Optional<Syscalls.Count> slow = counted(lab, server, load, SLOW_RATE);
    Optional<Syscalls.Count> fast = counted(lab, server, load, RATE);
    if (slow.isPresent() && fast.isPresent()) {
      // What is called at any rate, by timers for instance, is no heartbeat's.
      figures.putAll(fast.get().eachMoreThan(slow.get()));
    }
  }

  private static Optional<Syscalls.Count> counted(
      Lab lab, ServerProcess server, Generator load, int rate)
      throws IOException, InterruptedException {
    Optional<Syscalls> counting = Syscalls.begin(lab, server.pid());
    if (counting.isEmpty()) {
      return Optional.empty();
    }
    try (Syscalls syscalls = counting.get()) {
      return Optional.of(
          syscalls.end(load.fixed(rate, WINDOW_SECONDS).getOrDefault("answered", 0.0)));
    }
  }

  private Map<String, Double> atFixedRate(Generator load) throws IOException {
    load.fixed(RATE, 1);
    return Windows.median(wanted(), most(), () -> load.fixed(RATE, WINDOW_SECONDS));
  }

  private int wanted() {
    return quick ? 1 : 3;
  }

  private int most() {
    return quick ? 3 : 6;
  }

  /** All leave, and others come that will beat at most at this interval. */
  private static void again(Contender contender, Generator load, int intervalMs, int clients)
      throws IOException, InterruptedException {
    load.drop();
    Thread.sleep(LEAVE_MS);
    load.wish(intervalMs);
    Part.mustServe(clients, load.connect(clients, WINDOW, CONNECT_SECONDS));
    if (contender.isOurs()) {
      load.fixed(RATE, SETTLE_SECONDS);
    }
  }

  private void growth(Contender contender, Generator load, Map<String, Double> figures)
      throws IOException, InterruptedException {
    again(contender, load, HASTY_MS, FEW);
    double few = Part.microsPerBeat(atFixedRate(load));
    again(contender, load, CALM_MS, MANY);
    double many = Part.microsPerBeat(atFixedRate(load));
    figures.put("few_us", few);
    figures.put("many_us", many);
    figures.put("growth", many / few);
  }
}
