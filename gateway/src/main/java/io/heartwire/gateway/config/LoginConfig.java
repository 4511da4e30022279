package io.heartwire.gateway.config;

import java.time.Duration;

/** The way in: {@code login.*}. */
public record LoginConfig(
    @Key(
            value = "10s",
            doc =
                "A login must be complete within this, counted from accept. One that lay unread for longer,"
                    + " because the gateway was stopped, is told to log in again: set it no longer"
                    + " than clients wait for their welcome (ours: 10 s).",
            allowed = "100ms to 2d",
            reload = Reload.NEW_CONNECTIONS)
        Duration deadline,
    @Key(
            value = "take-over",
            doc =
                "What a second login of a client that is online does. `take-over`: the older "
                    + "connection is closed. `reject`: the newer one is.",
            reload = Reload.AT_ONCE)
        Existing existing,
    @Key(
            value = "500",
            doc =
                "Logins that the authenticator may work on at a time; more are answered with a "
                    + "time to come back.",
            allowed = "1 to 100000")
        int inFlightMax) {

  /** What becomes of a client's older session when it logs in again. */
  public enum Existing {
    /** The older one ends. */
    TAKE_OVER,
    /** The newer one is refused. */
    REJECT
  }

  public LoginConfig {
    Limits.time("login.deadline", deadline, Limits.SHORTEST, Limits.LONGEST);
    Limits.range("login.in-flight-max", inFlightMax, 1, 100_000);
  }
}
