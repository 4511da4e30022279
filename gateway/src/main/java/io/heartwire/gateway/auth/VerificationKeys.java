package io.heartwire.gateway.auth;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import io.heartwire.gateway.config.ConfigException;
import io.heartwire.gateway.config.JwtConfig;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;

/**
 * Where the keys of tokens come from, each with the algorithms that it may be used with. They are
 * kept, and fetched again: when they are old, and when one is unknown.
 */
final class VerificationKeys {
  private static final int MOST_BYTES = 1 << 18;
  private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(30);
  private static final Duration LOCKED_AT_MOST = Duration.ofSeconds(10);

  private VerificationKeys() {}

  static JWSKeySelector<SecurityContext> of(JwtConfig config) {
    if (!config.secret().isEmpty()) {
      // Whatever name the token gives to the key: there is one.
      var key = new SecretKeySpec(config.secret().getBytes(StandardCharsets.UTF_8), "HMAC");
      return (header, context) ->
          JWSAlgorithm.Family.HMAC_SHA.contains(header.getAlgorithm()) ? List.of(key) : List.of();
    }
    Set<JWSAlgorithm> algorithms = new HashSet<>(JWSAlgorithm.Family.RSA);
    algorithms.addAll(JWSAlgorithm.Family.EC);
    return new JWSVerificationKeySelector<>(algorithms, source(config));
  }

  private static JWKSource<SecurityContext> source(JwtConfig config) {
    JWKSourceBuilder<SecurityContext> builder =
        config.jwks().contains("://") ? fetching(config) : reading(new File(config.jwks()));
    long maxAgeMs = config.jwksMaxAge().toMillis();
    return builder
        .cache(maxAgeMs, LOCKED_AT_MOST.toMillis())
        .refreshAheadCache(false)
        .rateLimited(Math.min(BETWEEN_FETCHES.toMillis(), maxAgeMs / 2))
        // What was fetched last is good for ten times as long while nothing newer can be had.
        .outageTolerant(10 * maxAgeMs)
        .build();
  }

  private static JWKSourceBuilder<SecurityContext> fetching(JwtConfig config) {
    int timeoutMs = (int) config.jwksTimeout().toMillis();
    try {
      return JWKSourceBuilder.create(
          URI.create(config.jwks()).toURL(),
          new DefaultResourceRetriever(timeoutMs, timeoutMs, MOST_BYTES));
    } catch (MalformedURLException | IllegalArgumentException e) {
      throw new ConfigException(
          "auth.jwt.jwks (" + config.jwks() + ") is no URL: " + e.getMessage() + "; correct it");
    }
  }

  private static JWKSourceBuilder<SecurityContext> reading(File file) {
    if (!file.canRead()) {
      throw new ConfigException(
          "auth.jwt.jwks (" + file + ") cannot be read: correct the path, or its permissions");
    }
    return JWKSourceBuilder.create(new KeyFile(file));
  }

  /** A file with keys, read whenever they are wanted anew. */
  private static final class KeyFile implements JWKSetSource<SecurityContext> {
    private final File file;

    KeyFile(File file) {
      this.file = file;
    }

    @Override
    public JWKSet getJWKSet(
        JWKSetCacheRefreshEvaluator evaluator, long currentTime, SecurityContext context)
        throws KeySourceException {
      try {
        if (file.length() > MOST_BYTES) {
          throw new IOException("it has " + file.length() + " bytes, limit " + MOST_BYTES);
        }
        return JWKSet.load(file);
      } catch (IOException | ParseException e) {
        throw new JWKSetRetrievalException(file + " cannot be read: " + e.getMessage(), e);
      }
    }

    @Override
    public void close() {
      // Holds nothing open.
    }
  }
}
