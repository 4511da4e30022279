package io.heartwire.gateway.config;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Who may log in: {@code auth.*}. */
public record AuthConfig(
    @Key(
            value = "auto",
            doc =
                "`tokens`: a client needs one of `auth.tokens`. `open`: any client id, no "
                    + "credential. `auto`: `tokens` if there are any, else `open`, and then the "
                    + "listeners must be bound to loopback. `certificate`: a client needs a TLS "
                    + "certificate that names it (`tls.client-auth`, `tls.client-id`). `jwt`: a client "
                    + "needs a JSON Web Token (`auth.jwt`). `webhook`: another system is asked "
                    + "(`auth.webhook`).",
            reload = Reload.NEW_CONNECTIONS)
        Mode mode,
    @Key(
            value = "",
            doc =
                "A YAML file with more entries of the shape of `auth.tokens`, so that secrets need "
                    + "not stand in the configuration; a relative path is meant from where the "
                    + "configuration is.",
            allowed = "a path; empty for none",
            reload = Reload.NEW_CONNECTIONS)
        String tokensFile,
    @Key(
            value = "300s",
            doc =
                "How long before its credential runs out a client is asked for a newer one, on the"
                    + " connection that it has.",
            allowed = "0ms to 2d")
        Duration renewBefore,
    @Key(
            value = "60s",
            doc =
                "How long a connection may outlive its credential, before it is closed with 4201.",
            allowed = "0ms to 2d")
        Duration expiryGrace,
    @Key(
            value = "100",
            doc =
                "Refused logins from one address (of IPv6: from its network of 64 bits) within"
                    + " `auth.failure-window`, after which further ones are answered with a time to"
                    + " come back, unseen. 0: no limit.",
            allowed = "0 to 1000000")
        int failuresPerAddress,
    @Key(
            value = "20",
            doc =
                "The same for one client id. A client that resumes its session is not concerned."
                    + " 0: no limit.",
            allowed = "0 to 1000000")
        int failuresPerClient,
    @Key(
            value = "60s",
            doc = "How long refused logins are counted together.",
            allowed = "100ms to 2d")
        Duration failureWindow,
    JwtConfig jwt,
    WebhookAuthConfig webhook,
    Map<String, Token> tokens) {

  /** Who is let in. */
  public enum Mode {
    /** {@link #TOKENS} if there are any, else {@link #OPEN} on loopback. */
    AUTO,
    /** Everybody. */
    OPEN,
    /** Who has a token. */
    TOKENS,
    /** Whom a TLS certificate names. */
    CERTIFICATE,
    /** Who has a JSON Web Token. */
    JWT,
    /** Whom another system lets in. */
    WEBHOOK
  }

  /** One static token: {@code auth.tokens.<name>.*}. */
  public record Token(
      @Key(
              value = "",
              doc =
                  "What the client sends as its credential; or `sha256:` and its hash, as"
                      + " `heartwire token hash` makes it.",
              allowed = "8 to 256 characters",
              secret = true,
              reload = Reload.NEW_CONNECTIONS)
          String secret,
      @Key(
              value = "",
              doc = "The user it stands for; empty for none.",
              reload = Reload.NEW_CONNECTIONS)
          String user,
      @Key(
              value = "default",
              doc = "The group of its clients (`groups.<name>`).",
              reload = Reload.NEW_CONNECTIONS)
          String group,
      @Key(
              value = "*",
              doc = "Which client ids it may use: one id, or a beginning followed by `*`.",
              reload = Reload.NEW_CONNECTIONS)
          String clients,
      @Key(
              value = "",
              doc = "Tags of its clients beside those that they bring, separated by commas.",
              allowed = "at most 16 of 64 bytes",
              reload = Reload.NEW_CONNECTIONS)
          String tags) {

    private static final int MAX_GROUP_BYTES = 256;
    private static final int MAX_TAGS = 16;
    private static final int MAX_TAG_BYTES = 64;

    /** The tags, without duplicates. */
    public List<String> tagList() {
      return Arrays.stream(tags.split(",", -1))
          .map(String::strip)
          .filter(tag -> !tag.isEmpty())
          .distinct()
          .toList();
    }

    private void check(String key) {
      Limits.secret(key + "secret", secret);
      Limits.range(key + "group (bytes)", bytes(group), 0, MAX_GROUP_BYTES);
      Limits.range(key + "tags (how many)", tagList().size(), 0, MAX_TAGS);
      tagList().forEach(tag -> Limits.range(key + "tags (bytes)", bytes(tag), 1, MAX_TAG_BYTES));
    }

    private static int bytes(String text) {
      return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** True if a client of this id may use the token. */
    public boolean allows(String clientId) {
      return clients.endsWith("*")
          ? clientId.startsWith(clients.substring(0, clients.length() - 1))
          : clientId.equals(clients);
    }

    @Override
    public String toString() {
      return "Token[secret=***, user="
          + user
          + ", group="
          + group
          + ", clients="
          + clients
          + ", tags="
          + tags
          + "]";
    }
  }

  public AuthConfig {
    tokens = Map.copyOf(tokens);
    Limits.time("auth.renew-before", renewBefore, Duration.ZERO, Limits.LONGEST);
    Limits.time("auth.expiry-grace", expiryGrace, Duration.ZERO, Limits.LONGEST);
    Limits.range("auth.failures-per-address", failuresPerAddress, 0, 1_000_000);
    Limits.range("auth.failures-per-client", failuresPerClient, 0, 1_000_000);
    Limits.time("auth.failure-window", failureWindow, Limits.SHORTEST, Limits.LONGEST);
    if (mode == Mode.JWT) {
      jwt.check();
    }
    if (mode == Mode.WEBHOOK) {
      webhook.check();
    }
    tokens.forEach(
        (name, token) -> {
          token.check("auth.tokens." + name + ".");
          int length = token.secret().length();
          if (length < 8 || length > 256) {
            throw new ConfigException(
                "auth.tokens."
                    + name
                    + ".secret has "
                    + length
                    + " characters, allowed are 8 to 256: "
                    + (length < 8 ? "set a longer one" : "shorten it"));
          }
        });
    if (tokens.isEmpty() && !tokensFile.isEmpty()) {
      throw new ConfigException(
          "auth.tokens-file (" + tokensFile + ") holds no token: add one to it, or leave it out");
    }
    if (mode == Mode.TOKENS && tokens.isEmpty()) {
      throw new ConfigException(
          "auth.mode (tokens) needs at least one entry in auth.tokens, but there is none: add one, "
              + "or name a file in auth.tokens-file");
    }
  }

  /** True if any client id is let in without a credential. */
  public boolean open() {
    return mode == Mode.OPEN || (mode == Mode.AUTO && tokens.isEmpty());
  }
}
