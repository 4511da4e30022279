package io.heartwire.gateway.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.heartwire.gateway.config.JwtConfig;
import io.heartwire.gateway.session.Authenticator;
import io.heartwire.gateway.session.Identity;
import io.heartwire.gateway.session.Login;
import io.heartwire.gateway.session.Tags;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Lets in who has a JSON Web Token that is signed by a key of the configuration. Thread safe.
 *
 * <p>Only algorithms of the kind of key that was configured are accepted: an unsigned token, or one
 * signed with a public key as if it were a secret, is refused. A token must say when it runs out.
 * Why one is refused is logged, the token never. Keys that cannot be fetched are nobody's fault:
 * the client is told to come back later.
 */
public final class JwtAuthenticator implements Authenticator {
  private final JwtConfig config;
  private final DefaultJWTProcessor<SecurityContext> processor;
  private final Executor executor;

  /**
   * Judges by {@code config}.
   *
   * @param executor where signatures are verified and keys fetched; may refuse work
   */
  public JwtAuthenticator(JwtConfig config, InstantSource wallClock, Executor executor) {
    this.config = config;
    this.executor = executor;
    this.processor = new DefaultJWTProcessor<>();
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWSKeySelector(VerificationKeys.of(config));
    processor.setJWTClaimsSetVerifier(claims(config, wallClock));
  }

  private static DefaultJWTClaimsVerifier<SecurityContext> claims(
      JwtConfig config, InstantSource wallClock) {
    var exact = new JWTClaimsSet.Builder();
    if (!config.issuer().isEmpty()) {
      exact.issuer(config.issuer());
    }
    var verifier =
        new DefaultJWTClaimsVerifier<SecurityContext>(
            config.audience().isEmpty() ? null : config.audience(), exact.build(), Set.of("exp")) {
          @Override
          protected Date currentTime() {
            return Date.from(wallClock.instant());
          }
        };
    verifier.setMaxClockSkew((int) config.leeway().toSeconds());
    return verifier;
  }

  @Override
  public CompletionStage<Outcome> authenticate(Login login) {
    return CompletableFuture.supplyAsync(() -> judge(login), executor);
  }

  private Outcome judge(Login login) {
    try {
      return identify(processor.process(login.credential(), null), login);
    } catch (RateLimitReachedException e) {
      return new Outcome.Refused("its token's key is unknown, and the keys were fetched lately");
    } catch (KeySourceException e) {
      throw new CompletionException(
          "the keys of auth.jwt.jwks cannot be had: " + OneLine.of(e.getMessage()), e);
    } catch (ParseException e) {
      // Its message may quote what it could not read.
      return new Outcome.Refused("its credential is no JSON Web Token");
    } catch (BadJOSEException | JOSEException e) {
      return new Outcome.Refused("its token: " + OneLine.of(e.getMessage()));
    }
  }

  private Outcome identify(JWTClaimsSet claims, Login login) {
    try {
      if (!config.clientClaim().isEmpty()
          && !login.clientId().value().equals(claims.getStringClaim(config.clientClaim()))) {
        return new Outcome.Refused("its token is for another client id");
      }
      String user =
          config.userClaim().isEmpty() ? login.user() : text(claims, config.userClaim(), "");
      if (!login.user().isEmpty() && !login.user().equals(user)) {
        return new Outcome.Refused("its token belongs to another user than it claims");
      }
      List<String> tags = claims.getStringListClaim(config.tagsClaim());
      Instant expiry = claims.getExpirationTime().toInstant();
      return new Outcome.Accepted(
          new Identity(
                  Optional.of(user).filter(it -> !it.isEmpty()),
                  text(claims, config.groupClaim(), Identity.DEFAULT_GROUP),
                  tags == null ? Tags.NONE : new Tags(tags),
                  Optional.of(expiry))
              .with(login.tags()));
    } catch (ParseException | IllegalArgumentException e) {
      return new Outcome.Refused("a claim of its token: " + OneLine.of(e.getMessage()));
    }
  }

  private static String text(JWTClaimsSet claims, String name, String otherwise)
      throws ParseException {
    String value = name.isEmpty() ? null : claims.getStringClaim(name);
    return value == null ? otherwise : value;
  }
}
