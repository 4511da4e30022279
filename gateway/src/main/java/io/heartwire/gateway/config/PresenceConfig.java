package io.heartwire.gateway.config;

import java.time.Duration;

/** Who is online, and what is kept about it: {@code presence.*}. */
public record PresenceConfig(
    @Key(
            value = "heartwire-data/presence.db",
            doc =
                "Where sessions and events are kept, an SQLite file of this gateway's own. "
                    + "`:memory:`: nothing survives the process, not even the sessions that clients "
                    + "could resume.",
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
            doc = "While the file holds more than this, the oldest events are forgotten.",
            allowed = "1MiB to 1024GiB")
        Size keepBytes) {

  private static final Duration LEAST_AGE = Duration.ofMinutes(1);
  private static final Duration MOST_AGE = Duration.ofDays(3_650);

  public PresenceConfig {
    if (file.isBlank()) {
      throw new ConfigException(
          "presence.file is empty: name a file, or ':memory:' if nothing is to survive a restart");
    }
    Limits.time("presence.keep-events", keepEvents, LEAST_AGE, MOST_AGE);
    Limits.size("presence.keep-bytes", keepBytes, new Size(1L << 20), new Size(1L << 40));
  }
}
