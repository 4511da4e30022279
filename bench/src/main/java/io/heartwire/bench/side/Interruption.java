package io.heartwire.bench.side;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Ends all that the bench has started when somebody ends the bench: by Ctrl-C, by SIGTERM, or by
 * closing its terminal. The exit code is the virtual machine's own then: 130, 143 or 129. Thread
 * safe.
 */
public final class Interruption {
  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final long LOOK_AGAIN_MS = 50;

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicBoolean underWay = new AtomicBoolean();
  private final AtomicReference<Runnable> cleanUp = new AtomicReference<>(() -> {});

  private Interruption() {}

  /** From now on; {@code lastWords} are said when nothing runs any more. */
  public static Interruption watch(Supplier<String> lastWords) {
    Interruption interruption = new Interruption();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> interruption.end(lastWords), "bench-interruption"));
    return interruption;
  }

  /** Runs {@code task} as well, after all processes have ended. */
  public void alsoRun(Runnable task) {
    cleanUp.set(task);
  }

  /** The bench ends by itself now. */
  public void over() {
    over.set(true);
  }

  /**
   * For whoever has failed: returns if that was his own doing, and never if it is only that the
   * bench is being ended.
   */
  public void standBack() throws InterruptedException {
    if (underWay.get()) {
      new CountDownLatch(1).await();
    }
  }

  private void end(Supplier<String> lastWords) {
    if (over.get()) {
      return;
    }
    underWay.set(true);
    long began = System.nanoTime();
    // Whoever measures may be about to start one more.
    for (int quiet = 0; quiet < 2 && System.nanoTime() - began < BOUND.toNanos(); quiet++) {
      List<ProcessHandle> all = ProcessHandle.current().descendants().toList();
      all.forEach(ProcessHandle::destroyForcibly);
      quiet = all.isEmpty() ? quiet : -1;
      pause();
    }
    cleanUp.get().run();
    Progress.say(lastWords.get());
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_AGAIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
