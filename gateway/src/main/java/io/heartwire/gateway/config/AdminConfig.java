package io.heartwire.gateway.config;

/** The door for operators: {@code admin.*}. */
public record AdminConfig(
    @Key(value = "true", doc = "`false`: no REST, no metrics, no health checks.") boolean enabled,
    @Key(
            value = "127.0.0.1",
            doc =
                "The address to bind. Only loopback is allowed as long as the administration "
                    + "cannot be secured.",
            allowed = "a loopback address")
        String host,
    @Key(value = "7480", doc = "The port to bind; 0 takes a free one.", allowed = "0 to 65535")
        int port) {

  public AdminConfig {
    Limits.host("admin.host", host);
    Limits.range("admin.port", port, 0, 65_535);
    if (enabled && !Limits.loopback(host)) {
      throw new ConfigException(
          "admin.host ("
              + host
              + ") must be a loopback address, because whoever reaches it can log clients out "
              + "without a password: use 127.0.0.1 and a tunnel, or turn it off with "
              + "admin.enabled: false");
    }
  }
}
