package io.heartwire.cli;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Takes back what a command has begun when somebody interrupts it: by Ctrl-C, by SIGTERM, or by
 * closing its terminal. The process then ends with the exit code that a shell expects: 130, 143 or
 * 129.
 */
final class Interruption {
  private static final int SIGNALLED = 128;
  private static final int CTRL_C = 2;
  private static final Map<String, Integer> SIGNALS = Map.of("HUP", 1, "INT", CTRL_C, "TERM", 15);

  private final Surroundings.OwnProcess process;
  private final Console console;

  Interruption(Surroundings.OwnProcess process, Console console) {
    this.process = process;
    this.console = console;
  }

  /**
   * Does {@code work}. If it is interrupted, {@code begun} is closed, which ends the work and
   * returns when all is taken back, and {@code lastWords} are said.
   */
  <T> T during(Supplier<T> work, AutoCloseable begun, Supplier<String> lastWords) {
    var signal = new AtomicInteger();
    var over = new AtomicBoolean();
    var ending = new AtomicBoolean();
    SIGNALS.forEach(
        (name, number) ->
            process
                .onSignal()
                .test(
                    name,
                    () -> {
                      signal.compareAndSet(0, number);
                      System.exit(SIGNALLED + number);
                    }));
    process
        .atShutdown()
        .accept(
            () -> {
              boolean interrupted = !over.get();
              ending.set(interrupted);
              end(begun, lastWords, interrupted, signal.get());
            });
    try {
      return work.get();
    } catch (RuntimeException e) {
      if (ending.get()) {
        awaitTheEnd();
      }
      throw e;
    } finally {
      over.set(true);
    }
  }

  private void end(
      AutoCloseable begun, Supplier<String> lastWords, boolean interrupted, int signal) {
    try {
      begun.close();
    } catch (Exception e) {
      throw new IllegalStateException("what was begun is not all taken back: " + e, e);
    }
    if (interrupted) {
      console.errorLine("heartwire: interrupted; " + lastWords.get());
    }
    if (interrupted || signal != 0) {
      Runtime.getRuntime().halt(SIGNALLED + (signal == 0 ? CTRL_C : signal));
    }
  }

  /** Whoever interrupted the work ends the process, and has the last word. */
  private static void awaitTheEnd() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
