package io.heartwire.gateway;

import io.heartwire.gateway.auth.JwtAuthenticator;
import io.heartwire.gateway.auth.WebhookAuthenticator;
import io.heartwire.gateway.config.AuthConfig;
import io.heartwire.gateway.session.Authenticator;
import io.heartwire.gateway.session.Identity;
import io.heartwire.gateway.session.StaticTokens;
import io.heartwire.gateway.session.Tags;
import io.heartwire.gateway.transport.GatewayThreads;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Makes the authenticator that a configuration asks for. */
final class Authentication {
  private static final int THREADS = 2;
  private static final int MOST_WAITING = 10_000;
  private static final long IDLE_SECONDS = 10;

  private Authentication() {}

  static Authenticator of(AuthConfig config, Services services, GatewayThreads threads) {
    if (config.open()) {
      return Authenticator.OPEN;
    }
    return switch (config.mode()) {
      case CERTIFICATE -> Authenticator.CERTIFICATE;
      case JWT -> new JwtAuthenticator(config.jwt(), services.wallClock(), executor(threads));
      case WEBHOOK ->
          new WebhookAuthenticator(
              config.webhook(), services.wallClock(), services.clock(), executor(threads));
      default -> tokens(config);
    };
  }

  private static StaticTokens tokens(AuthConfig config) {
    return new StaticTokens(
        config.tokens().values().stream()
            .map(
                token ->
                    new StaticTokens.Token(
                        token.secret(),
                        new Identity(
                            Optional.of(token.user()).filter(user -> !user.isEmpty()),
                            token.group(),
                            new Tags(token.tagList())),
                        token::allows))
            .toList());
  }

  /** Its threads end by themselves once the authenticator is replaced, or the gateway closed. */
  private static Executor executor(GatewayThreads threads) {
    var executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            threads.named("heartwire-auth"));
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }
}
