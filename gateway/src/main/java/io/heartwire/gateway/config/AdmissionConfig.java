package io.heartwire.gateway.config;

import java.time.Duration;
import java.util.Optional;

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
            value = "4000",
            doc =
                "Logins that may begin in a second at all gateways of a cluster together: each gets"
                    + " an equal share of it, if it lives and is not being drained, and keeps to"
                    + " `admission.rate` as well. The same at each of them; half of what one Redis"
                    + " takes. Means nothing with `engine: embedded`, nor where `admission.rate`"
                    + " is `off`.",
            allowed = "off, or 1 to 1000000")
        LoginRate clusterRate,
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
    if (clusterRate.kind() == LoginRate.Kind.ADAPTIVE) {
      throw new ConfigException(
          "admission.cluster-rate (adaptive) must be 1 to "
              + LoginRate.MAX
              + " a second, or off: only admission.rate, of each gateway, can be found out");
    }
    Limits.time("admission.slow-login", slowLogin, Duration.ofMillis(10), Duration.ofMinutes(10));
    Limits.range("admission.connections-per-source", connectionsPerSource, 0, 10_000_000);
  }

  /** What can never take effect in a cluster; empty if nothing is like that. */
  Optional<String> warning() {
    return clusterRate.kind() == LoginRate.Kind.FIXED && rate.perSecond() > clusterRate.perSecond()
        ? Optional.of(
            "admission.rate ("
                + rate
                + ") is more than admission.cluster-rate ("
                + clusterRate
                + "), of which each gateway has a share: lower the one, or raise the other")
        : Optional.empty();
  }
}
