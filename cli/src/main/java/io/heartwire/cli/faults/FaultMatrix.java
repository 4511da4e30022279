package io.heartwire.cli.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.core.time.NanoClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Runs faults one after the other, each in a scene of its own, and writes down what came of them.
 *
 * <p>{@link #run} is called once, on one thread; {@link #close} on any. Nothing outlives {@link
 * #close}, nor this process if it is killed: no process, no namespace, no cgroup.
 */
public final class FaultMatrix implements AutoCloseable {
  private static final Duration EACH = Duration.ofSeconds(45);

  private final FaultPlan plan;
  private final NanoClock clock;
  private final InstantSource wallClock;
  private final Results<Outcome> results;
  private final Series series;
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
    this.results = results(plan.files().results());
    this.series = new Series((int) missingRuns(), EACH, clock, progress);
  }

  private long missingRuns() {
    return plan.chosen().stream()
        .flatMapToLong(
            fault ->
                LongStream.rangeClosed(1, plan.seeds())
                    .filter(seed -> !has(results, fault.name(), seed, plan.commit())))
        .count();
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
   * Takes about 45 s for each run that the file does not have yet.
   *
   * @return the score of the runs of this plan, with those that the file had
   * @throws CancellationException if it was closed meanwhile
   */
  public Score run() {
    return series.all(this::runAll);
  }

  private Score runAll() {
    for (int seed = 1; seed <= plan.seeds(); seed++) {
      for (Fault fault : plan.chosen()) {
        if (!has(results, fault.name(), seed, plan.commit())) {
          Outcome outcome = run(fault, seed);
          results.add(outcome);
          series.tell(Score.line(outcome));
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
    var order =
        new Run.Order(
            plan.clients(),
            seed,
            plan.commit(),
            wallClock.instant().toString(),
            plan.files().witness());
    var run = new Run(fault, order, series.patience(), clock, file -> keep(fault, seed, file));
    String name = "hw" + Long.toString(ProcessHandle.current().pid(), 36) + "f" + number++;
    return series.one(
        fault.name() + ", seed " + seed + ": " + fault.story(),
        processes -> {
          try (Scene scene = new Scene(fault, name, plan.clients(), seed, processes)) {
            series.patience().throwIfEnded();
            return run.in(scene);
          }
        },
        run::failed);
  }

  /** What is kept, and how to go on with it, in one sentence. */
  public String remainder() {
    return results.all().stream().filter(plan::covers).count()
        + " of "
        + (long) plan.seeds() * plan.chosen().size()
        + " runs are in "
        + plan.files().results()
        + ": the same command goes on with the rest";
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

  /** Ends every process that it started and deletes what it made; {@link #run} ends. */
  @Override
  public void close() {
    series.close();
  }
}
