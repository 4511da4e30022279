package io.heartwire.cli.faults.cluster;

import io.heartwire.cli.demo.Patience;
import io.heartwire.cli.faults.Processes;
import io.heartwire.cli.faults.Results;
import io.heartwire.cli.faults.SystemCommand;
import io.heartwire.core.time.NanoClock;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a cluster of its own for each seed, lets happen to it what the seed says, and writes down
 * what came of it.
 *
 * <p>{@link #run} is called once, on one thread; {@link #close} on any. No process outlives it.
 */
public final class ClusterFaults implements AutoCloseable {
  private static final int END_SECONDS = 20;

  private final ClusterPlan plan;
  private final NanoClock clock;
  private final InstantSource wallClock;
  private final Consumer<String> progress;
  private final Patience patience;
  private final AtomicReference<@Nullable Processes> current = new AtomicReference<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean running;

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
    this.progress = progress;
    this.patience = new Patience(clock);
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
    running = true;
    try {
      Results<Trial> results = results(plan.results());
      for (long seed = 1; seed <= plan.seeds(); seed++) {
        if (!has(results, seed)) {
          Trial trial = run(seed);
          results.add(trial);
          progress.accept(trial.line());
        }
      }
      return ClusterScore.of(
          results.all().stream()
              .filter(one -> one.commit().equals(plan.commit()) && one.seed() <= plan.seeds())
              .toList());
    } finally {
      ended.countDown();
    }
  }

  private boolean has(Results<Trial> results, long seed) {
    return results.all().stream()
        .anyMatch(
            one -> one.seed() == seed && one.commit().equals(plan.commit()) && one.saysSomething());
  }

  private Trial run(long seed) {
    Schedule schedule = Schedule.of(seed, Lab.NODES);
    progress.accept("seed " + seed + ": " + String.join("; ", schedule.story()) + " ...");
    var order =
        new ClusterRun.Order(
            seed, plan.commit(), wallClock.instant().toString(), schedule, plan.clients());
    var processes = new Processes(clock);
    current.set(processes);
    try (Lab lab = new Lab(processes, patience)) {
      patience.throwIfEnded();
      return new ClusterRun(order, patience, clock).in(lab);
    } catch (IllegalStateException e) {
      patience.throwIfEnded();
      return order.failed(String.valueOf(e.getMessage()));
    } finally {
      processes.close();
      current.set(null);
    }
  }

  /** Ends every process that it started; {@link #run} ends. */
  @Override
  public void close() {
    patience.end();
    Processes processes = current.get();
    if (processes != null) {
      processes.close();
    }
    try {
      if (running && !ended.await(END_SECONDS, TimeUnit.SECONDS)) {
        progress.accept("a process may be left: look for redis-server and java");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
