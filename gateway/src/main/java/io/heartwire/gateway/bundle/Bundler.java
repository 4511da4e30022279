package io.heartwire.gateway.bundle;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes bundles, one at a time, each on a thread of its own. The last one stays until the next one
 * is begun, or it is {@linkplain #discard discarded}. Thread safe.
 *
 * <p>Bounds: {@link #LONGEST} of measuring, 64 MiB before they are compressed, 8 MiB of a file, 32
 * MiB of a recording.
 */
public final class Bundler implements AutoCloseable {
  /** The time that a bundle covers at most. */
  public static final Duration LONGEST = Duration.ofMinutes(5);

  private static final Logger LOG = LoggerFactory.getLogger(Bundler.class);
  private static final long CLOSE_SECONDS = 2;

  private final Setup setup;
  private Progress progress = Progress.NONE;
  private @Nullable Run run;

  /**
   * What a bundle is made of.
   *
   * @param node in the name of the file
   * @param parts made anew for each bundle
   * @param ports ours
   * @param secrets values that no file may hold
   * @param json how files are written
   * @param wallClock time for people
   * @param threads makes a thread for each bundle
   */
  public record Setup(
      String node,
      Supplier<List<Part>> parts,
      Supplier<Set<Integer>> ports,
      Supplier<List<String>> secrets,
      ObjectMapper json,
      InstantSource wallClock,
      ThreadFactory threads) {}

  /** How far a bundle is. */
  public enum State {
    NONE,
    MEASURING,
    WRITING,
    READY,
    FAILED
  }

  /**
   * How far the last bundle is.
   *
   * @param name of the file; empty if there is none
   * @param timeMs what it covers
   * @param measuredMs so much of it is over
   * @param sizeBytes of the file, once it is ready
   * @param problem why it failed; empty if it did not
   */
  public record Progress(
      State state,
      String name,
      long timeMs,
      long measuredMs,
      long sizeBytes,
      Optional<String> problem) {
    static final Progress NONE = new Progress(State.NONE, "", 0, 0, 0, Optional.empty());

    boolean isRunning() {
      return state == State.MEASURING || state == State.WRITING;
    }

    Progress now(State next, long nowMeasuredMs) {
      return new Progress(next, name, timeMs, nowMeasuredMs, sizeBytes, problem);
    }
  }

  /** One bundle that is being made, or was. */
  private static final class Run {
    private final Path directory;
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);

    Run(Path directory) {
      this.directory = directory;
    }

    Path file() {
      return directory.resolve("bundle.zip");
    }
  }

  public Bundler(Setup setup) {
    this.setup = setup;
  }

  /** How far the last one is. */
  public synchronized Progress progress() {
    return progress;
  }

  /** The last one; empty unless it is ready. */
  public synchronized Optional<Path> file() {
    Run last = run;
    return last != null && progress.state() == State.READY
        ? Optional.of(last.file())
        : Optional.empty();
  }

  /**
   * Begins one, and drops the last one; empty if one is being made already.
   *
   * @param time what it is to cover, from one second to {@link #LONGEST}
   * @throws UncheckedIOException if there is no place for it on the disk
   */
  public synchronized Optional<Progress> begin(Duration time) {
    if (progress.isRunning()) {
      return Optional.empty();
    }
    discard();
    Run next;
    try {
      next = new Run(Files.createTempDirectory("heartwire-bundle"));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "no directory for the bundle can be made in " + System.getProperty("java.io.tmpdir"), e);
    }
    Instant now = setup.wallClock().instant();
    String name =
        "heartwire-bundle-%s-%s.zip"
            .formatted(
                setup.node().replaceAll("[^A-Za-z0-9._-]", "_"),
                now.truncatedTo(ChronoUnit.SECONDS).toString().replace(":", ""));
    progress = new Progress(State.MEASURING, name, time.toMillis(), 0, 0, Optional.empty());
    run = next;
    setup.threads().newThread(() -> make(next, time)).start();
    return Optional.of(progress);
  }

  /** Stops the one that is being made, or drops the last one; does nothing if there is none. */
  public synchronized void discard() {
    Run last = run;
    progress = Progress.NONE;
    run = null;
    if (last != null) {
      last.cancelled.countDown();
      if (last.over.getCount() == 0) {
        delete(last.directory);
      }
    }
  }

  private void make(Run made, Duration time) {
    try {
      List<Part> parts =
          Stream.concat(
                  setup.parts().get().stream(),
                  Machine.parts(made.directory, setup.ports(), setup.json()).stream())
              .toList();
      var file = new BundleFile(parts, new Secrets(setup.secrets().get()), setup.json());
      try {
        file.begin();
        if (measure(made, time)) {
          tell(made, progress().now(State.WRITING, time.toMillis()));
          file.write(made.file(), setup.wallClock().instant(), time);
          ready(made, Files.size(made.file()));
        }
      } finally {
        file.end();
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("a bundle could not be made", e);
      failed(made, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failed(made, "the gateway is being stopped");
    } finally {
      made.over.countDown();
      tidy(made);
    }
  }

  /** Waits until {@code time} is over; false if the bundle is not wanted any more. */
  private boolean measure(Run made, Duration time) throws InterruptedException {
    long stepMs = 250;
    for (long ms = 0; ms < time.toMillis(); ms += stepMs) {
      if (made.cancelled.await(Math.min(stepMs, time.toMillis() - ms), TimeUnit.MILLISECONDS)) {
        return false;
      }
      tell(made, progress().now(State.MEASURING, Math.min(time.toMillis(), ms + stepMs)));
    }
    return true;
  }

  private synchronized void tell(Run made, Progress now) {
    if (made.equals(run)) {
      progress = now;
    }
  }

  private synchronized void ready(Run made, long sizeBytes) {
    Progress p = progress;
    tell(
        made,
        new Progress(State.READY, p.name(), p.timeMs(), p.timeMs(), sizeBytes, Optional.empty()));
  }

  private synchronized void failed(Run made, String problem) {
    Progress p = progress;
    tell(
        made,
        new Progress(State.FAILED, p.name(), p.timeMs(), p.measuredMs(), 0, Optional.of(problem)));
  }

  /** Whoever cancelled it did not wait for it. */
  private synchronized void tidy(Run made) {
    if (!made.equals(run)) {
      delete(made.directory);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      LOG.warn("{} could not be removed: {}", directory, e.getMessage());
    }
  }

  /** Drops what there is; waits for one that is being made for {@value #CLOSE_SECONDS} s. */
  @Override
  public void close() {
    Run last;
    synchronized (this) {
      last = run;
      discard();
    }
    try {
      if (last != null && !last.over.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("a bundle was still being written when the gateway was closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
