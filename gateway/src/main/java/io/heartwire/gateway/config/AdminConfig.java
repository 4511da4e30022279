package io.heartwire.gateway.config;

/** The door for operators: {@code admin.*}. */
public record AdminConfig(
    @Key(value = "true", doc = "`false`: no REST, no metrics, no health checks.") boolean enabled,
    @Key(
            value = "127.0.0.1",
            doc =
                "The address to bind. Other than loopback needs `admin.operate-token`, and should"
                    + " have `admin.tls`, or a proxy before it that speaks TLS.")
        String host,
    @Key(value = "7480", doc = "The port to bind; 0 takes a free one.", allowed = "0 to 65535")
        int port,
    @Key(
            value = "false",
            doc =
                "`true`: TLS, and nothing else, with the certificate, key, protocols and ciphers"
                    + " of `tls`. Clients' certificates are not asked for here.")
        boolean tls,
    @Key(
            value = "",
            doc =
                "With this token all may be seen, and nothing changed. Needs `admin.operate-token`."
                    + " It, or `sha256:` and its hash.",
            allowed = "16 to 256 characters; empty for none",
            secret = true)
        String readToken,
    @Key(
            value = "",
            doc =
                "With this token all may be done. If it is set, nothing but `/healthz` and"
                    + " `/readyz` is answered without a token: as `Authorization: Bearer`, or as the"
                    + " password a browser asks for. It, or `sha256:` and its hash.",
            allowed = "16 to 256 characters; empty for none",
            secret = true)
        String operateToken) {

  private static final int LEAST = 16;
  private static final int MOST = 256;

  public AdminConfig {
    Limits.host("admin.host", host);
    Limits.range("admin.port", port, 0, 65_535);
    token("admin.read-token", readToken);
    token("admin.operate-token", operateToken);
    if (operateToken.isEmpty() && !readToken.isEmpty()) {
      throw new ConfigException(
          "admin.read-token needs admin.operate-token, or nobody could do what it forbids: set"
              + " both");
    }
    if (enabled && !Limits.loopback(host) && operateToken.isEmpty()) {
      throw new ConfigException(
          "admin.host ("
              + host
              + ") must be a loopback address as long as there is no admin.operate-token, because"
              + " whoever reaches it can log clients out: set one, or use 127.0.0.1 and a tunnel,"
              + " or turn it off with admin.enabled: false");
    }
  }

  /** Whether it is opened, and over TLS. */
  public boolean speaksTls() {
    return enabled && tls;
  }

  private static void token(String key, String value) {
    if (!value.isEmpty()) {
      Limits.range(key + " (characters)", value.length(), LEAST, MOST);
      Limits.secret(key, value);
    }
  }

  /** Without the tokens. */
  @Override
  public String toString() {
    return "AdminConfig[enabled="
        + enabled
        + ", host="
        + host
        + ", port="
        + port
        + ", tls="
        + tls
        + "]";
  }
}
