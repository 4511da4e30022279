package io.heartwire.cli.demo;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/** One server of the demonstration, as seen from outside. Used by one thread. */
final class ServerProcess {
  private static final Duration BOUND = Duration.ofSeconds(60);

  private final ChildProcess process;

  private ServerProcess(ChildProcess process) {
    this.process = process;
  }

  /** Starts one, and does not wait until it is ready. */
  static ServerProcess start(Processes processes, Class<?> type, List<String> arguments) {
    return new ServerProcess(
        processes.start(type.getSimpleName(), Processes.Program.likeThisOne(type, arguments)));
  }

  /** Waits until its door is open. */
  void awaitReady() {
    process.awaitLine(ServerDuty.READY, BOUND);
  }

  ChildProcess process() {
    return process;
  }

  /** How many logins it has done. */
  long logins() {
    return Long.parseLong(figures().group(1));
  }

  /** The longest time that something held its event loop. */
  long heldMs() {
    return Long.parseLong(figures().group(2));
  }

  private Matcher figures() {
    return process.ask("figures", ServerDuty.FIGURES, BOUND);
  }

  /**
   * Which of its clients it has called dead since {@code sinceNanos}, of those that are {@code
   * silent}: as many on the other side.
   */
  Figures.Dead foundSince(long sinceNanos, Set<String> silent) {
    Map<String, Long> afterNanos =
        ServerDuty.Dead.of(process.lines())
            .filter(dead -> dead.atNanos() - sinceNanos >= 0 && silent.contains(dead.client()))
            .collect(
                Collectors.toMap(
                    ServerDuty.Dead::client,
                    dead -> dead.atNanos() - sinceNanos,
                    (first, later) -> first));
    long slowest = afterNanos.values().stream().mapToLong(Long::longValue).max().orElse(0);
    return new Figures.Dead(silent.size() / 2, afterNanos.size(), slowest / 1_000_000);
  }
}
