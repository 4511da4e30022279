package io.heartwire.cli.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.cli.demo.Patience;
import io.heartwire.core.time.NanoClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs faults one after the other, each in a scene of its own, and writes down what came of them.
 *
 * <p>{@link #run} is called once, on one thread; {@link #close} on any. Nothing outlives {@link
 * #close}: no process, no namespace, no cgroup.
 */
public final class FaultMatrix implements AutoCloseable {
  private static final Duration END_BOUND = Duration.ofSeconds(20);

  private final FaultPlan plan;
  private final NanoClock clock;
  private final InstantSource wallClock;
  private final Consumer<String> progress;
  private final Patience patience;
  private final AtomicReference<@Nullable Processes> current = new AtomicReference<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean running;
  private int number;

  /**
   * A matrix that has not begun.
   *
   * @param progress told what is happening, a line at a time
   */
  public FaultMatrix(
      FaultPlan plan, NanoClock clock, InstantSource wallClock, Consumer<String> progress) {
    this.plan = plan;
    this.clock = clock;
    this.wallClock = wallClock;
    this.progress = progress;
    this.patience = new Patience(clock);
  }

  /** The faults that there are, each with what happens and what the doctor ought to say. */
  public static List<List<String>> catalogue() {
    return Faults.ALL.stream()
        .map(fault -> List.of(fault.name(), fault.expectation().cause().word(), fault.story()))
        .toList();
  }

  /** What is missing for it here, in one sentence; empty if nothing is. */
  public static String missing() {
    return FaultNet.missing();
  }

  /** The score of a file of results, whatever commits they are of. */
  public static Score score(Path file) {
    return new Score(results(file).all());
  }

  /**
   * Takes about half a minute for each run that the file does not have yet.
   *
   * @return the score of the runs of this plan, with those that the file had
   * @throws CancellationException if it was closed meanwhile
   */
  public Score run() {
    running = true;
    try {
      return runAll();
    } finally {
      ended.countDown();
    }
  }

  private Score runAll() {
    Results<Outcome> results = results(plan.files().results());
    for (int seed = 1; seed <= plan.seeds(); seed++) {
      for (Fault fault : plan.chosen()) {
        if (!has(results, fault.name(), seed, plan.commit())) {
          Outcome outcome = run(fault, seed);
          results.add(outcome);
          progress.accept(Score.line(outcome));
        }
      }
    }
    return new Score(results.all().stream().filter(plan::covers).toList());
  }

  static Results<Outcome> results(Path file) {
    return new Results<>(file, Outcome.class, "fault");
  }

  /** Whether that was run already, and told something. */
  static boolean has(Results<Outcome> results, String fault, long seed, String commit) {
    return results.all().stream()
        .anyMatch(
            one ->
                one.fault().equals(fault)
                    && one.seed() == seed
                    && one.commit().equals(commit)
                    && one.trouble().isEmpty());
  }

  private Outcome run(Fault fault, int seed) {
    progress.accept(fault.name() + ", seed " + seed + ": " + fault.story() + " ...");
    var order =
        new Run.Order(
            plan.clients(),
            seed,
            plan.commit(),
            wallClock.instant().toString(),
            plan.files().witness());
    var run = new Run(fault, order, patience, clock, file -> keep(fault, seed, file));
    String name = "hw" + Long.toString(ProcessHandle.current().pid(), 36) + "f" + number++;
    var processes = new Processes(clock);
    current.set(processes);
    try (Scene scene = new Scene(fault, name, plan.clients(), seed, processes)) {
      patience.throwIfEnded();
      return run.in(scene);
    } catch (IllegalStateException e) {
      patience.throwIfEnded();
      return run.failed(String.valueOf(e.getMessage()));
    } finally {
      current.set(null);
    }
  }

  private void keep(Fault fault, int seed, JsonNode incident) {
    plan.files()
        .incidents()
        .ifPresent(
            directory -> {
              Path file = directory.resolve(fault.name() + "-" + seed + ".json");
              try {
                Files.createDirectories(directory);
                Files.writeString(file, incident.toString());
              } catch (IOException e) {
                throw new UncheckedIOException(file + " could not be written: " + e, e);
              }
            });
  }

  /**
   * Ends every process that it started and deletes what it made; {@link #run} ends. Whoever sets a
   * scene just now loses its processes and takes back the rest itself: that is waited for.
   */
  @Override
  public void close() {
    patience.end();
    Processes processes = current.get();
    if (processes != null) {
      processes.close();
    }
    try {
      if (running && !ended.await(END_BOUND.toSeconds(), TimeUnit.SECONDS)) {
        progress.accept("a namespace or a cgroup may be left: look at 'ip netns list'");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
