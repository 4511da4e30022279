package io.heartwire.cli.demo;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The end of one connection as its client saw it: one line of the client process's log.
 *
 * @param client its id
 * @param atNanos when, on the machine's monotonic clock, which all processes share
 * @param how {@code FIN}, {@code RESET}, {@code GOODBYE-code}: closed by the server; anything else:
 *     by the client, or by a newer login of the same client
 * @param sinceWriteNanos how long before that the client had last written
 */
public record ClientEnd(String client, long atNanos, String how, long sinceWriteNanos) {
  private static final long CLOCK_TOLERANCE_MS = 100;
  private static final Pattern LINE =
      Pattern.compile("left (\\S+) (\\S+) (-?\\d+) (\\S+) (-?\\d+)");

  /** The line in the log of group {@code group}. */
  public String line(String group) {
    return "left " + group + " " + client + " " + atNanos + " " + how + " " + sinceWriteNanos;
  }

  /** The ends of a group's connections in a client process's log. */
  public static List<ClientEnd> of(List<String> log, String group) {
    return log.stream()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .filter(line -> line.group(1).equals(group))
        .map(ClientEnd::parse)
        .toList();
  }

  private static ClientEnd parse(Matcher line) {
    return new ClientEnd(
        line.group(2), Long.parseLong(line.group(3)), line.group(4), Long.parseLong(line.group(5)));
  }

  /** Whether the server ended it: neither the client's own pong timer nor a newer login of it. */
  public boolean closedByServer() {
    return how.equals("FIN") || how.equals("RESET") || how.startsWith("GOODBYE");
  }

  /** Whether the client had written within the last interval (and 100 ms for the two clocks). */
  public boolean living(long intervalMs) {
    return sinceWriteNanos <= (intervalMs + CLOCK_TOLERANCE_MS) * 1_000_000;
  }
}
