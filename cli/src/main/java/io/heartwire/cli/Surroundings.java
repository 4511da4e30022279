package io.heartwire.cli;

import io.heartwire.core.time.NanoClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;

/**
 * What a command may know of the world around it.
 *
 * @param environment the environment variables
 * @param clock monotonic time
 * @param wallClock time for people
 * @param random thread safe and unpredictable
 * @param process this process
 */
record Surroundings(
    Map<String, String> environment,
    NanoClock clock,
    InstantSource wallClock,
    RandomGenerator random,
    OwnProcess process) {

  /**
   * This process.
   *
   * @param startedAt when it was started
   * @param atShutdown runs a task when the process ends by itself or is asked to end, and then ends
   *     it
   * @param onSignal runs a task each time a signal comes, named without SIG; false if it cannot
   * @param pause waits
   * @param terminalLines how many lines the terminal has; 0 if the output goes elsewhere
   */
  record OwnProcess(
      Instant startedAt,
      Consumer<Runnable> atShutdown,
      BiPredicate<String, Runnable> onSignal,
      Consumer<Duration> pause,
      IntSupplier terminalLines) {}
}
