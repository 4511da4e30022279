package io.heartwire.gateway.config;

import java.time.Duration;

/** How many may come in at a time when all come at once: {@code admission.*}. */
public record AdmissionConfig(
    @Key(
            value = "adaptive",
            doc =
                "Logins that may begin in a second; more are told when to come back, each a time of "
                    + "its own. `adaptive`: follows the latency of logins. `heartwire admit` changes "
                    + "it while running.",
            allowed = "adaptive, off, or 1 to 1000000")
        LoginRate rate,
    @Key(
            value = "1s",
            doc = "`adaptive` lowers the rate when more than 1 % of the logins take longer.",
            allowed = "10ms to 10m")
        Duration slowLogin,
    @Key(
            value = "0",
            doc =
                "Connections at a time from one address (IPv6: from one /64); 0 is any number. A NAT "
                    + "or a proxy hides many clients behind one address.",
            allowed = "0 to 10000000")
        int connectionsPerSource) {

  public AdmissionConfig {
    Limits.time("admission.slow-login", slowLogin, Duration.ofMillis(10), Duration.ofMinutes(10));
    Limits.range("admission.connections-per-source", connectionsPerSource, 0, 10_000_000);
  }
}
