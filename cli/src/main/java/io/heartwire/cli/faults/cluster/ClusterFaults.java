package io.heartwire.cli.faults.cluster;

import io.heartwire.cli.faults.Results;
import io.heartwire.cli.faults.Series;
import io.heartwire.cli.faults.SystemCommand;
import io.heartwire.core.time.NanoClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * Runs a cluster of its own for each seed, lets happen to it what the seed says, and writes down
 * what came of it.
 *
 * <p>{@link #run} is called once, on one thread; {@link #close} on any. No process outlives {@link
 * #close}, nor this process if it is killed.
 */
public final class ClusterFaults implements AutoCloseable {
  private static final Duration EACH = Duration.ofSeconds(70);

  private final ClusterPlan plan;
  private final NanoClock clock;
  private final InstantSource wallClock;
  private final Results<Trial> results;
  private final Series series;

  /**
   * Runs that have not begun.
   *
   * @param progress told what is happening, a line at a time
   */
  public ClusterFaults(
      ClusterPlan plan, NanoClock clock, InstantSource wallClock, Consumer<String> progress) {
    this.plan = plan;
    this.clock = clock;
    this.wallClock = wallClock;
    this.results = results(plan.results());
    this.series = new Series((int) missingRuns(), EACH, clock, progress);
  }

  private long missingRuns() {
    return plan.all().filter(seed -> !has(seed)).count();
  }

  /** What is missing for it here, in one sentence; empty if nothing is. */
  public static String missing() {
    return SystemCommand.attempt(List.of("redis-server", "--version"), "").exit() == 0
        ? ""
        : "faults of a cluster need redis-server: install it ('apt-get install redis-server')";
  }

  /** What came of the runs in a file, whatever commits they are of. */
  public static ClusterScore score(Path file) {
    return ClusterScore.of(results(file).all());
  }

  private static Results<Trial> results(Path file) {
    return new Results<>(file, Trial.class, "seed");
  }

  /**
   * Takes about a minute for each run that the file does not have yet.
   *
   * @throws CancellationException if it was closed meanwhile
   */
  public ClusterScore run() {
    return series.all(this::runAll);
  }

  private ClusterScore runAll() {
    for (long seed : plan.all().toArray()) {
      if (!has(seed)) {
        Trial trial = run(seed);
        results.add(trial);
        series.tell(trial.line());
      }
    }
    return ClusterScore.of(
        results.all().stream()
            .filter(
                one ->
                    one.commit().equals(plan.commit())
                        && plan.all().anyMatch(seed -> seed == one.seed()))
            .toList());
  }

  private boolean has(long seed) {
    return results.all().stream()
        .anyMatch(
            one -> one.seed() == seed && one.commit().equals(plan.commit()) && one.saysSomething());
  }

  private Trial run(long seed) {
    Schedule schedule = Schedule.of(seed, Lab.NODES);
    var order =
        new ClusterRun.Order(
            seed, plan.commit(), wallClock.instant().toString(), schedule, plan.clients());
    return series.one(
        "seed " + seed + ": " + String.join("; ", schedule.story()),
        processes -> {
          try (Lab lab = new Lab(processes, series.patience())) {
            series.patience().throwIfEnded();
            return new ClusterRun(order, series.patience(), clock).in(lab);
          }
        },
        order::failed);
  }

  /** What is kept, and how to go on with it, in one sentence. */
  public String remainder() {
    return plan.all().filter(this::has).count()
        + " of "
        + plan.seeds()
        + " runs are in "
        + plan.results()
        + ": the same command goes on with the rest";
  }

  /** Ends every process that it started; {@link #run} ends. */
  @Override
  public void close() {
    series.close();
  }
}
