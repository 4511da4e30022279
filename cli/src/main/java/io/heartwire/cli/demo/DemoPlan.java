package io.heartwire.cli.demo;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the demonstration does: everything but the number of clients is the same for everybody, so
 * that figures can be compared.
 *
 * @param clients on each side
 */
public record DemoPlan(int clients) {
  static final Duration INTERVAL = Duration.ofSeconds(1);
  static final Duration TIMEOUT = Duration.ofSeconds(4);

  /** How long a handler blocks, and a process is stopped. */
  static final Duration STALL = Duration.ofSeconds(6);

  /** What a login holds the one thread of the authenticator for, after the restart. */
  static final Duration LOGIN_COST = Duration.ofMillis(5);

  /** Logins a second that the gateway lets in: three quarters of what one thread can do. */
  static final long LOGIN_RATE = Duration.ofSeconds(1).dividedBy(LOGIN_COST) * 3 / 4;

  /** How long a client waits for the answer to its login. */
  static final Duration LOGIN_WAIT = Duration.ofSeconds(3);

  /** Who is not found within this was missed. */
  static final Duration FIND_WITHIN = Duration.ofSeconds(12);

  /** Who is not back within this is not waited for. */
  static final Duration BACK_WITHIN = Duration.ofSeconds(40);

  /** How long the start and the four cases take, on two processors that nobody else uses. */
  static final List<Duration> STEPS =
      Stream.of(16, 12, 12, 8, 22).map(Duration::ofSeconds).toList();

  /** A client process that was away for longer says so. */
  static final Duration CLIENT_STALL_LIMIT = Duration.ofMillis(500);

  private static final int LEAST = 20;
  private static final int MOST_SILENT = 10;
  private static final int MOST = 10_000;

  public DemoPlan {
    if (clients < LEAST || clients > MOST) {
      throw new IllegalArgumentException(
          "--clients ("
              + clients
              + ") must be "
              + LEAST
              + " to "
              + MOST
              + ": choose a number in between");
    }
  }

  /**
   * How many fall silent: fewer where there are few clients, because a gateway that hears nothing
   * from a tenth of them at once waits before it believes that.
   */
  int silent() {
    return Math.min(MOST_SILENT, Math.max(1, clients / LEAST));
  }
}
