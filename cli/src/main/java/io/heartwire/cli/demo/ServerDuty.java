package io.heartwire.cli.demo;

import io.heartwire.netty.LoopLag;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How a server process of the demonstration is spoken to. It prints {@code ready PORT}, then {@code
 * dead CLIENT NANOS} for each client that it called dead; it answers {@code figures} with {@code
 * figures logins N held MS}, and ends when its standard input does.
 */
final class ServerDuty {
  static final Pattern READY = Pattern.compile("^ready (\\d+)");
  static final Pattern FIGURES = Pattern.compile("^figures logins (\\d+) held (\\d+)");
  private static final Pattern DEAD = Pattern.compile("dead (\\S+) (-?\\d+)");

  private final EventPrinter out;
  private final SlowLogins logins;
  private final Supplier<List<LoopLag>> lags;

  ServerDuty(EventPrinter out, SlowLogins logins, Supplier<List<LoopLag>> lags) {
    this.out = out;
    this.logins = logins;
    this.lags = lags;
  }

  /**
   * A client that a server called dead.
   *
   * @param client its id
   * @param atNanos when, on the machine's monotonic clock
   */
  record Dead(String client, long atNanos) {
    /** What the log of a server says. */
    static Stream<Dead> of(List<String> log) {
      return log.stream()
          .map(DEAD::matcher)
          .filter(Matcher::matches)
          .map(line -> new Dead(line.group(1), Long.parseLong(line.group(2))));
    }
  }

  static String ready(int port) {
    return "ready " + port;
  }

  static String dead(String client, long atNanos) {
    return "dead " + client + " " + atNanos;
  }

  /** Answers until nobody asks any more, and ends the process. */
  void run() {
    try (var commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      while (commands.readLine() != null) {
        out.print("figures logins " + logins.checked() + " held " + heldMs());
      }
    } catch (IOException e) {
      // Nobody is left to be told.
      Runtime.getRuntime().halt(1);
    }
    Runtime.getRuntime().halt(0);
  }

  private long heldMs() {
    return lags.get().stream().map(LoopLag::max).mapToLong(Duration::toMillis).max().orElse(0);
  }
}
