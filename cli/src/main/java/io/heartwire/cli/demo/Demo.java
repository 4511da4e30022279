package io.heartwire.cli.demo;

import io.heartwire.core.time.NanoClock;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Puts the gateway and a plain Netty server through the same trouble, each in a process of its own,
 * with real clients in a third.
 *
 * <p>{@link #run} is called once, on one thread; {@link #close} on any. Nothing of it outlives
 * {@link #close}.
 */
public final class Demo implements AutoCloseable {
  private final DemoPlan plan;
  private final RandomGenerator random;
  private final Steps steps;
  private final Patience patience;
  private final Processes processes;

  /**
   * A demonstration that has not begun.
   *
   * @param progress told what is happening, a line at a time
   */
  public Demo(DemoPlan plan, NanoClock clock, RandomGenerator random, Consumer<String> progress) {
    this.plan = plan;
    this.random = random;
    this.steps = new Steps(DemoPlan.STEPS, clock, progress);
    this.patience = new Patience(clock, steps::look);
    this.processes = new Processes(clock);
  }

  /**
   * Takes about a minute and a half.
   *
   * @throws CancellationException if it was closed meanwhile
   * @throws IllegalStateException if a process did not do as it was told; the message says what
   */
  public DemoReport run() {
    steps.begin(
        String.format(
            "starting the gateway and a plain Netty server, and %,d clients for each"
                + " (interval %s, timeout %s)",
            plan.clients(), Words.seconds(DemoPlan.INTERVAL), Words.seconds(DemoPlan.TIMEOUT)));
    Stage stage = new Stage(processes, plan, random);
    return new DemoReport(plan.clients(), new Cases(stage, plan, patience, steps).all());
  }

  /** Kills every process that it started; {@link #run} ends if it still runs. */
  @Override
  public void close() {
    patience.end();
    processes.close();
  }
}
