package io.heartwire.cli.faults;

import io.heartwire.gateway.session.Authenticator;
import io.heartwire.gateway.session.Login;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets everybody in. A credential {@code ldap MS} keeps it waiting on the event loop for so long,
 * as an authenticator does that asks a directory and should not; found by the service loader.
 */
public final class FaultyAuthenticator implements Authenticator {
  static final String SLOW = "ldap ";

  private final CountDownLatch never = new CountDownLatch(1);

  /** For the service loader. */
  public FaultyAuthenticator() {}

  @Override
  public CompletionStage<Outcome> authenticate(Login login) {
    if (login.credential().startsWith(SLOW)) {
      askDirectory(Long.parseLong(login.credential().substring(SLOW.length())));
    }
    return OPEN.authenticate(login);
  }

  private void askDirectory(long ms) {
    try {
      if (never.await(ms, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("this latch is never released");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
