package io.heartwire.gateway.lease;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.HeartbeatToken;
import io.heartwire.gateway.cluster.HeartbeatTokens;
import io.heartwire.gateway.session.Authenticator.Outcome;
import io.heartwire.gateway.session.Identity;
import io.heartwire.gateway.session.Login;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that clients report with which cannot do more than fetch an address: durable in the
 * engine, and all of them in memory. Thread safe; what is made or revoked here holds at once.
 *
 * <p>Bound: {@value #MAX}; one more is refused.
 */
public final class TokenBook {
  /** So many there may be. */
  public static final int MAX = 100_000;

  /** What every secret begins with, so that one that was lost is recognised. */
  public static final String PREFIX = "hwt_";

  private static final int SECRET_BYTES = 24;

  private final HeartbeatTokens durable;
  private final InstantSource wallClock;
  private final RandomGenerator random;

  /** By the hash of their secrets: found by what was computed, so that no time tells of a secret. */
  private final Map<String, HeartbeatToken> tokens = new ConcurrentHashMap<>();

  /**
   * A token, and the only time that its secret is told.
   *
   * @param token what is kept of it
   * @param secret what its client sends
   */
  public record Made(HeartbeatToken token, String secret) {
    /** Without the secret. */
    @Override
    public String toString() {
      return "Made[" + token + "]";
    }
  }

  /** Those that are {@code durable}; reads a disk. */
  public TokenBook(HeartbeatTokens durable, InstantSource wallClock, RandomGenerator random) {
    this.durable = durable;
    this.wallClock = wallClock;
    this.random = random;
    durable.all().forEach(token -> tokens.put(token.hash(), token));
  }

  /**
   * Makes one for {@code clientId}, who will act for {@code user} in {@code group}.
   *
   * @param lasts after this it is refused; empty: never
   * @return completes once it is durable; empty if there are {@value #MAX} already
   */
  public CompletionStage<Optional<Made>> make(
      ClientId clientId, Optional<String> user, String group, Optional<Duration> lasts) {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    String secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Instant now = wallClock.instant();
    var token =
        new HeartbeatToken(
            HexFormat.of().toHexDigits(random.nextLong()),
            clientId,
            hash(secret),
            user,
            group,
            now,
            lasts.map(now::plus));
    if (tokens.size() >= MAX) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return durable
        .save(token)
        .thenApply(
            saved -> {
              tokens.put(token.hash(), token);
              return Optional.of(new Made(token, secret));
            });
  }

  /**
   * Refuses it from now on.
   *
   * @return completes once that is durable, with false if there is none of this id
   */
  public CompletionStage<Boolean> revoke(String id) {
    tokens.values().removeIf(token -> token.id().equals(id));
    return durable.forget(id);
  }

  /** All, the oldest first. */
  public List<HeartbeatToken> all() {
    return tokens.values().stream()
        .sorted(Comparator.comparing(HeartbeatToken::createdAt).thenComparing(HeartbeatToken::id))
        .toList();
  }

  /** How many there are. */
  public int size() {
    return tokens.size();
  }

  /** Judges a login whose credential is the secret of such a token. */
  Outcome judge(Login login) {
    HeartbeatToken token = find(login);
    if (token == null) {
      return new Outcome.Refused("no such heartbeat token: it was revoked, or never was made");
    }
    if (!token.clientId().equals(login.clientId())) {
      return new Outcome.Refused("the heartbeat token " + token.id() + " is for another client");
    }
    if (token.isExpired(wallClock.instant())) {
      return new Outcome.Refused("the heartbeat token " + token.id() + " has expired");
    }
    return new Outcome.Accepted(new Identity(token.user(), token.group(), login.tags()));
  }

  /** Whether {@code login} brings a token that is good for somebody else. */
  boolean isForAnother(Login login) {
    HeartbeatToken token = find(login);
    return token != null && !token.clientId().equals(login.clientId());
  }

  private @Nullable HeartbeatToken find(Login login) {
    return tokens.get(hash(login.credential()));
  }

  private static String hash(String secret) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256, this one has not", e);
    }
  }
}
