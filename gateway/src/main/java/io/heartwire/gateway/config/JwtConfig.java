package io.heartwire.gateway.config;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** JSON Web Tokens: {@code auth.jwt.*}. One kind of key at a time. */
public record JwtConfig(
    @Key(
            value = "",
            doc =
                "The secret of HMAC signatures (HS256, HS384, HS512). With one, no other algorithm"
                    + " is accepted.",
            allowed = "at least 32 bytes",
            secret = true,
            reload = Reload.NEW_CONNECTIONS)
        String secret,
    @Key(
            value = "",
            doc =
                "Public keys as a JSON Web Key Set (RSA: RS and PS algorithms; EC: ES): an http or"
                    + " https URL, or a file.",
            allowed = "a URL or a path; empty for none",
            reload = Reload.NEW_CONNECTIONS)
        String jwks,
    @Key(
            value = "300s",
            doc =
                "How long fetched keys are used before they are fetched again. A token of an"
                    + " unknown key has them fetched at once, at most every 30 s.",
            allowed = "1s to 2d",
            reload = Reload.NEW_CONNECTIONS)
        Duration jwksMaxAge,
    @Key(
            value = "3s",
            doc = "How long a fetch may take.",
            allowed = "100ms to 2d",
            reload = Reload.NEW_CONNECTIONS)
        Duration jwksTimeout,
    @Key(value = "", doc = "What `iss` must be; empty: anything.", reload = Reload.NEW_CONNECTIONS)
        String issuer,
    @Key(
            value = "",
            doc = "What `aud` must contain; empty: anything.",
            reload = Reload.NEW_CONNECTIONS)
        String audience,
    @Key(
            value = "30s",
            doc = "How far clocks may differ when `exp` and `nbf` are judged.",
            allowed = "0ms to 2d",
            reload = Reload.NEW_CONNECTIONS)
        Duration leeway,
    @Key(
            value = "",
            doc =
                "The claim that must be the client id, such as `sub`; empty: a token is good for"
                    + " any client id.",
            reload = Reload.NEW_CONNECTIONS)
        String clientClaim,
    @Key(
            value = "sub",
            doc = "The claim that is the user; empty: the client may name one.",
            reload = Reload.NEW_CONNECTIONS)
        String userClaim,
    @Key(
            value = "group",
            doc = "The claim that is the group; without it the client is in `default`.",
            reload = Reload.NEW_CONNECTIONS)
        String groupClaim,
    @Key(
            value = "tags",
            doc = "The claim with tags, a list of texts.",
            reload = Reload.NEW_CONNECTIONS)
        String tagsClaim) {

  private static final int LEAST_SECRET_BYTES = 32;
  private static final Duration SECOND = Duration.ofSeconds(1);

  public JwtConfig {
    Limits.time("auth.jwt.jwks-max-age", jwksMaxAge, SECOND, Limits.LONGEST);
    Limits.time("auth.jwt.jwks-timeout", jwksTimeout, Limits.SHORTEST, Limits.LONGEST);
    Limits.time("auth.jwt.leeway", leeway, Duration.ZERO, Limits.LONGEST);
    if (jwks.contains("://")) {
      Limits.httpUrl("auth.jwt.jwks", jwks, "https://issuer.example/.well-known/jwks.json");
    }
  }

  /** What must hold where tokens are used. */
  void check() {
    if (secret.isEmpty() == jwks.isEmpty()) {
      throw new ConfigException(
          "auth.mode (jwt) needs either auth.jwt.secret or auth.jwt.jwks, and not both, or a public"
              + " key could be taken for a secret: set one of them");
    }
    int bytes = secret.getBytes(StandardCharsets.UTF_8).length;
    if (!secret.isEmpty() && bytes < LEAST_SECRET_BYTES) {
      throw new ConfigException(
          "auth.jwt.secret has "
              + bytes
              + " bytes, needed are at least "
              + LEAST_SECRET_BYTES
              + ": set a longer one");
    }
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "JwtConfig[secret=***, jwks=" + jwks + ", issuer=" + issuer + "]";
  }
}
