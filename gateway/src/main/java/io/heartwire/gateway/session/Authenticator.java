package io.heartwire.gateway.session;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Decides who may log in. Users implement this.
 *
 * <p>Called on an event loop: it must not block. Work that takes time is done elsewhere, and the
 * stage completes when it is done; the login deadline goes on meanwhile. A stage that fails, or an
 * exception, means that the authenticator itself is out of order: the client is told to come back
 * later, not that its credential is wrong.
 */
@FunctionalInterface
public interface Authenticator {
  /** Lets everybody in as what they say they are. For development on a loopback address. */
  Authenticator OPEN =
      login ->
          CompletableFuture.completedFuture(
              new Outcome.Accepted(
                  (login.user().isEmpty()
                          ? Identity.ANONYMOUS
                          : new Identity(Optional.of(login.user()), Identity.DEFAULT_GROUP))
                      .with(login.tags())));

  /** Lets in whose client id is proved by a certificate of its connection, and nobody else. */
  Authenticator CERTIFICATE =
      login ->
          login.certified()
              ? OPEN.authenticate(login)
              : CompletableFuture.completedFuture(
                  new Outcome.Refused("no certificate proves its client id"));

  /** Judges {@code login}; the stage may complete on any thread. */
  CompletionStage<Outcome> authenticate(Login login);

  /** What an authenticator decides. */
  sealed interface Outcome {
    /** Let in, as {@code identity}. */
    record Accepted(Identity identity) implements Outcome {}

    /** Not let in; {@code why} is logged and never told to the client. */
    record Refused(String why) implements Outcome {}
  }
}
