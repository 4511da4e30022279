package io.heartwire.cli.faults;

import io.heartwire.cli.demo.Patience;
import io.heartwire.cli.demo.Processes;
import io.heartwire.cli.demo.Steps;
import io.heartwire.core.time.NanoClock;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs that follow each other, each with processes of its own, until they are over or somebody ends
 * them.
 *
 * <p>{@link #all} is called once, on one thread; {@link #close} on any. No process outlives {@link
 * #close}.
 */
public final class Series implements AutoCloseable {
  private static final Duration END_BOUND = Duration.ofSeconds(20);

  private final NanoClock clock;
  private final Consumer<String> progress;
  private final Steps steps;
  private final Patience patience;
  private final AtomicReference<@Nullable Processes> current = new AtomicReference<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean running;

  /**
   * Runs that have not begun.
   *
   * @param count how many there will be
   * @param each how long one is thought to take
   * @param progress told what is happening, a line at a time
   */
  public Series(int count, Duration each, NanoClock clock, Consumer<String> progress) {
    this.clock = clock;
    this.progress = progress;
    this.steps = new Steps(Collections.nCopies(count, each), clock, progress);
    this.patience = new Patience(clock, steps::look);
  }

  /** Waits, until this is closed. */
  public Patience patience() {
    return patience;
  }

  /**
   * All of them, by {@link #one} for each.
   *
   * @throws CancellationException if this was closed meanwhile
   */
  public <T> T all(Supplier<T> work) {
    running = true;
    try {
      return work.get();
    } finally {
      ended.countDown();
    }
  }

  /**
   * One run.
   *
   * @param what it is
   * @param run makes it, with processes that end with it
   * @param failed what is to be said of one that could not be made, and why
   */
  public <T> T one(String what, Function<Processes, T> run, Function<String, T> failed) {
    steps.begin(what);
    var processes = new Processes(clock);
    current.set(processes);
    try {
      patience.throwIfEnded();
      return run.apply(processes);
    } catch (IllegalStateException e) {
      patience.throwIfEnded();
      return failed.apply(String.valueOf(e.getMessage()));
    } catch (UncheckedIOException e) {
      // As when somebody ends the process that it was about to speak to.
      patience.throwIfEnded();
      throw e;
    } finally {
      processes.close();
      current.set(null);
    }
  }

  /** What came of a run. */
  public void tell(String line) {
    steps.say(line);
  }

  /**
   * Ends every process; {@link #all} ends. Whoever begins or ends a run just now takes back himself
   * what is no process: that is waited for.
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
        progress.accept("not all could be taken back: look for processes, and at 'ip netns list'");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
