package io.heartwire.gateway.config;

/** Where presence is kept if {@code engine} is {@code redis}: {@code redis.*}. */
public record RedisConfig(
    @Key(
            value = "redis://127.0.0.1:6379",
            doc =
                "The server, or any node of a Redis Cluster: `redis://` or, with TLS, `rediss://`,"
                    + " with name, password and number of the database if need be:"
                    + " `rediss://heartwire:secret@redis.example:6379`.",
            secret = true)
        String url,
    @Key(
            value = "heartwire:",
            doc =
                "Begins the name of whatever is kept there. All gateways of one cluster have the"
                    + " same one; clusters that share a server have different ones.",
            allowed = "1 to 64 of A-Z a-z 0-9 . _ : -")
        String prefix,
    @Key(
            value = "",
            doc =
                "With `rediss://`: a PEM file with the authorities whose certificates are good for"
                    + " the server. Empty: those that the JDK trusts.",
            allowed = "a path; empty for none")
        String ca,
    @Key(
            value = "",
            doc =
                "With `rediss://`: a PEM file with the certificate that this gateway shows the"
                    + " server, which asks for one by default (`tls-auth-clients`).",
            allowed = "a path; empty for none")
        String certificate,
    @Key(
            value = "",
            doc =
                "A PEM file with the private key of `redis.certificate` (PKCS#8, without a"
                    + " password).",
            allowed = "a path; empty for none")
        String key) {

  public RedisConfig {
    if (!url.matches("rediss?://.+")) {
      throw new ConfigException(
          "redis.url must begin with redis:// or rediss://: write it as redis://127.0.0.1:6379");
    }
    if (!prefix.matches("[A-Za-z0-9._:-]{1,64}")) {
      throw new ConfigException(
          "redis.prefix (" + prefix + ") must be 1 to 64 of A-Z a-z 0-9 . _ : -: rename it");
    }
    if (!url.startsWith("rediss://") && !(ca + certificate + key).isEmpty()) {
      throw new ConfigException(
          "redis.ca, redis.certificate and redis.key are for TLS: write redis.url with rediss://, or"
              + " leave them out");
    }
    if (certificate.isEmpty() != key.isEmpty()) {
      throw new ConfigException(
          "redis.certificate and redis.key belong together: set both, or neither");
    }
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "RedisConfig["
        + url.replaceAll("//[^@/]*@", "//***@")
        + ", "
        + String.join(", ", prefix, ca, certificate, key)
        + "]";
  }
}
