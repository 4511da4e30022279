package io.heartwire.gateway.config;

import java.time.Duration;

/** Messages to clients that wait for their acknowledgement: {@code messages.*}. */
public record MessagesConfig(
    @Key(
            value = "100",
            doc = "Messages that may wait for one client; one more is refused.",
            allowed = "1 to 10000",
            reload = Reload.AT_ONCE)
        int waitingMax,
    @Key(
            value = "256KiB",
            doc =
                "Bytes of the messages that may wait for one client; one more is refused. At most "
                    + "`listeners.tcp.outbound-max`, if a client is to take them all at once.",
            allowed = "1KiB to 4MiB",
            reload = Reload.AT_ONCE)
        Size waitingBytes,
    @Key(
            value = "10s",
            doc =
                "How long the sender of a message to a client waits for the acknowledgement, if the"
                    + " request does not say. `off`: not at all.",
            allowed = "off, or 100ms to 25s",
            reload = Reload.AT_ONCE)
        Duration deadline,
    @Key(
            value = "1h",
            doc =
                "How long a message is kept that its client has not acknowledged, if the request "
                    + "does not say.",
            allowed = "1s to 7d",
            reload = Reload.AT_ONCE)
        Duration expiry) {

  /** The longest deadline: the connection of the request must still be there. */
  public static final Duration LONGEST_DEADLINE = Duration.ofSeconds(25);

  private static final Duration SHORTEST_EXPIRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_EXPIRY = Duration.ofDays(7);

  public MessagesConfig {
    Limits.range("messages.waiting-max", waitingMax, 1, 10_000);
    Limits.size("messages.waiting-bytes", waitingBytes, new Size(1L << 10), new Size(4L << 20));
    checkDeadline("messages.deadline", deadline);
    checkExpiry("messages.expiry", expiry);
  }

  /** Throws {@link ConfigException}, of one sentence, if {@code value} is no deadline. */
  public static void checkDeadline(String key, Duration value) {
    if (!value.isZero()) {
      Limits.time(key, value, Limits.SHORTEST, LONGEST_DEADLINE);
    }
  }

  /** Throws {@link ConfigException}, of one sentence, if {@code value} is no expiry. */
  public static void checkExpiry(String key, Duration value) {
    Limits.time(key, value, SHORTEST_EXPIRY, LONGEST_EXPIRY);
  }
}
