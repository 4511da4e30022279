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
        String prefix) {

  public RedisConfig {
    if (!url.matches("rediss?://.+")) {
      throw new ConfigException(
          "redis.url must begin with redis:// or rediss://: write it as redis://127.0.0.1:6379");
    }
    if (!prefix.matches("[A-Za-z0-9._:-]{1,64}")) {
      throw new ConfigException(
          "redis.prefix (" + prefix + ") must be 1 to 64 of A-Z a-z 0-9 . _ : -: rename it");
    }
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "RedisConfig[" + url.replaceAll("//[^@/]*@", "//***@") + ", " + prefix + "]";
  }
}
