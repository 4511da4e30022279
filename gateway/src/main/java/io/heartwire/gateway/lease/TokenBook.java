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
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
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
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final HeartbeatTokens durable;
  private final InstantSource wallClock;
  private final RandomGenerator random;

  /**
   * By the hash of their secrets: found by what was computed, so that no time tells of a secret.
   */
  private final Map<String, HeartbeatToken> tokens = new ConcurrentHashMap<>();

  private final Map<String, HeartbeatToken> byId = new ConcurrentHashMap<>();

  /** The answer to a wish for one. */
  public sealed interface Answer {}

  /**
   * A token, and the only time that its secret is told.
   *
   * @param token what is kept of it
   * @param secret what its client sends
   */
  public record Made(HeartbeatToken token, String secret) implements Answer {
    /** Without the secret. */
    @Override
    public String toString() {
      return "Made[" + token + "]";
    }
  }

  /** There is one of this id: nothing has changed. */
  public record Taken(HeartbeatToken token) implements Answer {}

  /** There are {@value #MAX} already: nothing has changed. */
  public record Full() implements Answer {}

  /**
   * For whom one is.
   *
   * @param clientId the client that may report
   * @param user for whom it acts, if any
   * @param group its group
   */
  public record Owner(ClientId clientId, Optional<String> user, String group) {}

  /** Those that are {@code durable}; reads a disk. */
  public TokenBook(HeartbeatTokens durable, InstantSource wallClock, RandomGenerator random) {
    this.durable = durable;
    this.wallClock = wallClock;
    this.random = random;
    for (HeartbeatToken token : durable.all()) {
      tokens.put(token.hash(), token);
      byId.put(token.id(), token);
    }
  }

  /**
   * Makes one.
   *
   * @param id names it, 1 to 64 of {@code A-Z a-z 0-9 . _ -}
   * @param lasts after this it is refused; empty: never
   * @return completes once it is durable
   */
  public CompletionStage<Answer> make(String id, Owner owner, Optional<Duration> lasts) {
    String problem = problemWith(id);
    if (!problem.isEmpty()) {
      throw new IllegalArgumentException(problem);
    }
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    String secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Instant now = wallClock.instant();
    var token =
        new HeartbeatToken(
            id,
            owner.clientId(),
            hash(secret),
            owner.user(),
            owner.group(),
            now,
            lasts.map(now::plus));
    if (byId.size() >= MAX) {
      return CompletableFuture.completedFuture(new Full());
    }
    HeartbeatToken present = byId.putIfAbsent(id, token);
    if (present != null) {
      return CompletableFuture.completedFuture(new Taken(present));
    }
    return durable.save(token).handle((saved, failure) -> kept(token, secret, failure));
  }

  private Answer kept(HeartbeatToken token, String secret, @Nullable Throwable failure) {
    if (failure != null) {
      byId.remove(token.id(), token);
      throw new CompletionException(failure);
    }
    if (token.equals(byId.get(token.id()))) {
      tokens.put(token.hash(), token);
    }
    return new Made(token, secret);
  }

  /** What is wrong with {@code id}, in words for its sender; empty if nothing is. */
  public static String problemWith(String id) {
    return ID.matcher(id).matches()
        ? ""
        : "the id of a token is 1 to 64 of A-Z a-z 0-9 . _ -, this one is not: choose another";
  }

  /**
   * Refuses it from now on.
   *
   * @return completes once that is durable, with false if there is none of this id
   */
  public CompletionStage<Boolean> revoke(String id) {
    HeartbeatToken known = byId.remove(id);
    if (known != null) {
      tokens.remove(known.hash());
    }
    return durable.forget(id);
  }

  /** All, in the order of their ids. */
  public List<HeartbeatToken> all() {
    return byId.values().stream().sorted(Comparator.comparing(HeartbeatToken::id)).toList();
  }

  /** How many there are. */
  public int size() {
    return byId.size();
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
