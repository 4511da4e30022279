package io.heartwire.gateway.session;

import java.util.concurrent.CompletionStage;

/** Asks another one, which may be replaced while logins go on. Thread safe. */
public final class ReplaceableAuthenticator implements Authenticator {
  private volatile Authenticator present;

  /** Asks {@code first} until another one takes its place. */
  public ReplaceableAuthenticator(Authenticator first) {
    this.present = first;
  }

  /** Logins from now on are asked of {@code next}. */
  public void replaceBy(Authenticator next) {
    present = next;
  }

  @Override
  public CompletionStage<Outcome> authenticate(Login login) {
    return present.authenticate(login);
  }
}
