package io.heartwire.gateway.config;

import java.time.Duration;
import java.util.Optional;

/** Who is online, and what is kept about it: {@code presence.*}. */
public record PresenceConfig(
    @Key(
            value = "heartwire-data/presence.db",
            doc =
                "Where sessions and events are kept, an SQLite file of this gateway's own."
                    + " `:memory:`: nothing survives the process, not even the sessions that"
                    + " clients could resume.",
            allowed = "a path, or :memory:")
        String file,
    @Key(
            value = "10s",
            doc =
                "How long a client whose connection was lost may come back to its session before it "
                    + "is announced offline. `off`: it is announced at once. A time, or a sum as "
                    + "`liveness.timeout`.",
            allowed = "off, or 100ms to 2d",
            reload = Reload.AT_ONCE)
        TimeRule grace,
    @Key(value = "7d", doc = "Events older than this are forgotten.", allowed = "1m to 3650d")
        Duration keepEvents,
    @Key(
            value = "4GiB",
            doc =
                "While the file holds more than this, the oldest events are forgotten, but for"
                    + " those that a sink has not taken.",
            allowed = "1MiB to 1024GiB")
        Size keepBytes,
    @Key(
            value = "auto",
            doc =
                "While it holds more than this, the oldest events are forgotten all the same; a"
                    + " sink that has not taken them is declared broken (`sink.broken`), and"
                    + " nothing is held for it until it has caught up. `auto` is twice"
                    + " `keep-bytes`.",
            allowed = "auto, or keep-bytes to 2048GiB")
        Optional<Size> holdBytes,
    @Key(
            value = "1000000",
            doc =
                "So many timeouts may be pending; one more is refused. Their payloads may hold a "
                    + "quarter of `presence.keep-bytes`.",
            allowed = "0 to 100000000")
        int timeoutsMax) {

  private static final int MOST_TIMEOUTS = 100_000_000;
  private static final Duration LEAST_AGE = Duration.ofMinutes(1);
  private static final Duration MOST_AGE = Duration.ofDays(3_650);

  public PresenceConfig {
    if (file.isBlank()) {
      throw new ConfigException(
          "presence.file is empty: name a file, or ':memory:' if nothing is to survive a restart");
    }
    Limits.time("presence.keep-events", keepEvents, LEAST_AGE, MOST_AGE);
    Limits.range("presence.timeouts-max", timeoutsMax, 0, MOST_TIMEOUTS);
    Limits.size("presence.keep-bytes", keepBytes, new Size(1L << 20), new Size(1L << 40));
    holdBytes.ifPresent(
        size -> Limits.size("presence.hold-bytes", size, keepBytes, new Size(1L << 41)));
  }

  /** {@link #holdBytes}, computed if it is {@code auto}. */
  public Size mostBytes() {
    return holdBytes.orElseGet(() -> new Size(2 * keepBytes.bytes()));
  }
}
