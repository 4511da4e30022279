package io.heartwire.gateway.config;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Something that is asked whether it is there: {@code targets.<name>.*}. */
public record TargetConfig(
    @Key(
            value = "tcp",
            doc =
                "How it is asked. `tcp` connects, `heartwire` logs in and pings, `http` gets `url`,"
                    + " `mqtt` connects and pings, `icmp` calls the system's `ping`. See"
                    + " docs/targets.md.",
            reload = Reload.AT_ONCE)
        Probe probe,
    @Key(
            value = "",
            doc = "For all but `http`: where it is.",
            allowed = "HOST:PORT, for `icmp` HOST; an IPv6 address in brackets",
            reload = Reload.AT_ONCE)
        String address,
    @Key(
            value = "",
            doc = "For `http`: what to get. A redirect is not followed.",
            allowed = "an http or https URL",
            reload = Reload.AT_ONCE)
        String url,
    @Key(
            value = "",
            doc =
                "For `heartwire`: the credential of the login. For `mqtt`: `USER:PASSWORD`. Empty:"
                    + " none.",
            reload = Reload.AT_ONCE,
            secret = true)
        String credential,
    @Key(
            value = "",
            doc =
                "For `mqtt`: subscribe to this topic; what is retained there is the target's"
                    + " status. Empty: it says nothing of its status.",
            allowed = "at most 1000 characters",
            reload = Reload.AT_ONCE)
        String topic,
    @Key(
            value = "10s",
            doc = "It is asked so often, each time up to a tenth later.",
            allowed = "500ms to 1d",
            reload = Reload.AT_ONCE)
        Duration interval,
    @Key(
            value = "3s",
            doc = "A whole answer must be here within this.",
            allowed = "100ms to 1m",
            reload = Reload.AT_ONCE)
        Duration timeout,
    @Key(
            value = "2",
            doc =
                "Asked in vain, it is asked again so many times, `timeout` apart, or `interval` if"
                    + " that is less. Without so many answers missing in a row it is not dead.",
            allowed = "0 to 10",
            reload = Reload.AT_ONCE)
        int retries,
    @Key(
            value = "30s",
            doc = "Unseen for so long, in time in which we looked, it is dead.",
            allowed = "timeout to 2d",
            reload = Reload.AT_ONCE)
        Duration deadAfter,
    @Key(
            value = "default",
            doc = "Its status is judged by the health rules for clients of this group.",
            reload = Reload.AT_ONCE)
        String group,
    @Key(
            value = "auto",
            doc =
                "So many healthy observers must have looked in vain before it is dead. `auto` is"
                    + " all of them, and at least one.",
            allowed = "auto, or 1 to 64",
            reload = Reload.AT_ONCE)
        Optional<Integer> quorum) {

  /** The most targets that can be configured, and the most that the administration can add. */
  public static final int MOST = 2_000;

  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(500);
  private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);
  private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);
  private static final int MOST_OBSERVERS = 64;
  private static final int LONGEST_TOPIC = 1_000;

  /** How a target is asked. */
  public enum Probe {
    /** A connection, closed at once. */
    TCP,
    /** A login and a ping by Heartwire's own protocol. */
    HEARTWIRE,
    /** A GET. */
    HTTP,
    /** CONNECT and PINGREQ. */
    MQTT,
    /** An echo request of the system's command. */
    ICMP;

    /** As in the configuration. */
    public String word() {
      return Text.of(this);
    }
  }

  /**
   * One made of the keys below {@code targets.<name>}, as the file has them.
   *
   * @throws ConfigException if they are not one
   */
  public static TargetConfig of(String name, Map<String, String> settings) {
    Map<String, String> paths = new TreeMap<>();
    settings.forEach((key, value) -> paths.put("targets." + name + "." + key, value));
    UnknownKeys.check(GatewayConfig.class, paths);
    TargetConfig target = RecordBinder.bind(TargetConfig.class, settings, Map.of());
    target.check(name);
    return target;
  }

  /** Throws one sentence if it contradicts itself. */
  void check(String name) {
    String prefix = "targets." + name + ".";
    if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new ConfigException(
          "targets." + name + " must be called 1 to 64 of A-Z a-z 0-9 . _ -: rename it");
    }
    Limits.time(prefix + "interval", interval, SHORTEST_INTERVAL, LONGEST_INTERVAL);
    Limits.time(prefix + "timeout", timeout, Limits.SHORTEST, LONGEST_TIMEOUT);
    Limits.range(prefix + "retries", retries, 0, 10);
    Limits.time(prefix + "dead-after", deadAfter, timeout, Limits.LONGEST);
    quorum.ifPresent(count -> Limits.range(prefix + "quorum", count, 1, MOST_OBSERVERS));
    Limits.range("the length of " + prefix + "topic", topic.length(), 0, LONGEST_TOPIC);
    if (probe == Probe.HTTP) {
      Limits.httpUrl(prefix + "url", url, "https://example.org/health");
    } else {
      checkAddress(prefix + "address");
    }
  }

  private void checkAddress(String key) {
    boolean known = probe == Probe.ICMP ? !host().isEmpty() : !host().isEmpty() && port() > 0;
    if (!known) {
      throw new ConfigException(
          key
              + " ("
              + address
              + ") must be "
              + (probe == Probe.ICMP ? "a host name or an address" : "HOST:PORT")
              + " for a probe by "
              + probe.word()
              + ": write it as "
              + (probe == Probe.ICMP ? "10.0.0.1" : "10.0.0.1:1883"));
    }
    Limits.host(key, host());
  }

  /** The host of {@link #address}, without brackets; of {@link #url} for {@code http}. */
  public String host() {
    if (probe == Probe.HTTP) {
      return bare(String.valueOf(uri().getHost()));
    }
    boolean whole = probe == Probe.ICMP || address.endsWith("]");
    int colon = whole ? -1 : address.lastIndexOf(':');
    return bare(colon < 0 ? address : address.substring(0, colon));
  }

  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  /** The port of {@link #address}; 0 if it names none from 1 to 65535. */
  public int port() {
    String text = address.substring(address.lastIndexOf(':') + 1);
    int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
    return port <= 65_535 ? port : 0;
  }

  /** {@link #url}. */
  public URI uri() {
    return URI.create(url);
  }

  /** Where it is, for people. */
  public String where() {
    return probe == Probe.HTTP ? url : address;
  }

  /** Without what is secret. */
  @Override
  public String toString() {
    return "TargetConfig[" + probe.word() + " " + where() + "]";
  }
}
