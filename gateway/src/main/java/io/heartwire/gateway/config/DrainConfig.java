package io.heartwire.gateway.config;

import io.heartwire.core.reconnect.Endpoint;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** How clients are sent away before the gateway ends: {@code drain.*}. */
public record DrainConfig(
    @Key(
            value = "30s",
            doc =
                "The goodbyes to the clients are spread evenly over this time. `off`: everybody is "
                    + "told at once, and may return 1 to 15 s later.",
            allowed = "off, or 100ms to 1h",
            reload = Reload.AT_ONCE)
        Duration time,
    @Key(
            value = "1s",
            doc =
                "How long `/readyz` says no before the first goodbye, so that a load balancer sends "
                    + "nobody back to us: set it to the time between its checks. Left out if nobody "
                    + "ever asked `/readyz`.",
            allowed = "off, or 100ms to 5m",
            reload = Reload.AT_ONCE)
        Duration readinessDelay,
    @Key(
            value = "500",
            doc =
                "Logins a second that the place where the clients return to can take: each is given "
                    + "a time of its own to return, spread so that no more come, over 5 s at least."
                    + " Those who are told over `drain.time` to go to other gateways of the cluster"
                    + " wait for a second, unless that is too short for this rate.",
            allowed = "1 to 1000000",
            reload = Reload.AT_ONCE)
        int returnRate,
    @Key(
            value = "",
            doc =
                "Where clients go instead, as `host:port`, separated by commas; every goodbye of a "
                    + "drain carries it. Empty: to the other gateways of the cluster, where those"
                    + " say they are reached (`advertise`).",
            allowed = "up to 8 addresses; empty: the other gateways, or the same place",
            reload = Reload.AT_ONCE)
        String endpoints) {

  /** The longest time a drain may take. */
  public static final Duration LONGEST = Duration.ofHours(1);

  private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);
  private static final int ENDPOINTS_MAX = 8;

  public DrainConfig {
    checkTime("drain.time", time);
    if (!readinessDelay.isZero()) {
      Limits.time("drain.readiness-delay", readinessDelay, Limits.SHORTEST, LONGEST_DELAY);
    }
    Limits.range("drain.return-rate", returnRate, 1, 1_000_000);
    List<String> each = split(endpoints);
    if (each.size() > ENDPOINTS_MAX) {
      throw new ConfigException(
          "drain.endpoints has "
              + each.size()
              + " addresses, allowed are "
              + ENDPOINTS_MAX
              + ": leave some out");
    }
    each.forEach(DrainConfig::checkEndpoint);
  }

  /** Throws one sentence if a drain cannot take {@code time}, which was given as {@code name}. */
  public static void checkTime(String name, Duration time) {
    if (!time.isZero()) {
      Limits.time(name, time, Limits.SHORTEST, LONGEST);
    }
  }

  /** Throws one sentence if so many clients a second cannot be told. */
  public static void checkRate(int perSecond) {
    Limits.range("the rate of a drain", perSecond, 1, 1_000_000);
  }

  /** {@link #endpoints} one by one. */
  public List<String> endpointList() {
    return split(endpoints);
  }

  private static List<String> split(String endpoints) {
    return Arrays.stream(endpoints.split(",", -1))
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .toList();
  }

  private static void checkEndpoint(String text) {
    try {
      Endpoint.parse(text, 0);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("drain.endpoints: " + e.getMessage());
    }
  }
}
