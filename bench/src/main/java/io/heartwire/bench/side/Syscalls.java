package io.heartwire.bench.side;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Counts the system calls of a process by the kernel's own trace points (`perf stat`). The counters
 * of {@code /proc/PID/io} do not count what is received from and sent to sockets.
 */
final class Syscalls implements AutoCloseable {
  private static final List<String> DATA =
      List.of("recvfrom", "recvmsg", "read", "readv", "sendto", "sendmsg", "write", "writev");
  private static final List<String> WAITS =
      List.of("epoll_wait", "epoll_pwait", "epoll_pwait2", "poll", "io_uring_enter");
  private static final Pattern COUNT =
      Pattern.compile("^(\\d+),[^,]*,syscalls:sys_enter_(\\w+)", Pattern.MULTILINE);

  private final Process perf;
  private final Path counts;

  private Syscalls(Process perf, Path counts) {
    this.perf = perf;
    this.counts = counts;
  }

  /** Begins to count; empty if this machine does not let us. */
  static Optional<Syscalls> begin(Lab lab, long pid) throws IOException, InterruptedException {
    Path counts = lab.work().resolve("syscalls.csv").toAbsolutePath();
    String events =
        String.join(
            ",",
            Stream.concat(DATA.stream(), WAITS.stream())
                .map(name -> "syscalls:sys_enter_" + name)
                .toList());
    Files.deleteIfExists(counts);
    try {
      Process perf =
          new ProcessBuilder(
                  "taskset",
                  "-c",
                  "" + lab.clientCore(),
                  "perf",
                  "stat",
                  "-x,",
                  "-e",
                  events,
                  "-o",
                  counts.toString(),
                  "-p",
                  "" + pid)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      Thread.sleep(500);
      return perf.isAlive() ? Optional.of(new Syscalls(perf, counts)) : Optional.empty();
    } catch (IOException notInstalled) {
      return Optional.empty();
    }
  }

  /**
   * What was counted.
   *
   * @param beats heartbeats answered meanwhile
   * @param data calls that move bytes
   * @param waits calls that wait for events
   */
  record Count(double beats, double data, double waits) {
    /** What each heartbeat calls that this has more than {@code other}. */
    Map<String, Double> eachMoreThan(Count other) {
      double more = beats - other.beats;
      return Map.of(
          "syscalls", (data - other.data) / more, "waits", Math.max(0, waits - other.waits) / more);
    }
  }

  /** Ends counting. */
  Count end(double beats) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-INT", "" + perf.pid()).start().waitFor();
    perf.waitFor();
    double data = 0;
    double waits = 0;
    Matcher count = COUNT.matcher(Files.readString(counts, StandardCharsets.US_ASCII));
    while (count.find()) {
      if (DATA.contains(count.group(2))) {
        data += Double.parseDouble(count.group(1));
      } else {
        waits += Double.parseDouble(count.group(1));
      }
    }
    return new Count(beats, data, waits);
  }

  @Override
  public void close() {
    perf.destroy();
  }
}
