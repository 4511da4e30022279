package io.heartwire.gateway.transport;

import io.heartwire.gateway.session.Authenticator;
import io.heartwire.gateway.session.Login;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets at most so many logins be with the authenticator at a time, over all listeners. Thread safe.
 */
public final class LoginGate {
  private final Authenticator authenticator;
  private final int inFlightMax;
  private final AtomicInteger inFlight = new AtomicInteger();

  /** Asks {@code authenticator} about at most {@code inFlightMax} logins at a time. */
  public LoginGate(Authenticator authenticator, int inFlightMax) {
    this.authenticator = authenticator;
    this.inFlightMax = inFlightMax;
  }

  /**
   * A place for one login; empty if all are taken. Whoever gets one gives it back, whatever becomes
   * of the authenticator.
   */
  Optional<Place> enter() {
    if (inFlight.incrementAndGet() > inFlightMax) {
      inFlight.decrementAndGet();
      return Optional.empty();
    }
    return Optional.of(new Place());
  }

  /** Logins with the authenticator now. */
  public int inFlight() {
    return inFlight.get();
  }

  /** How many there may be. */
  public int inFlightMax() {
    return inFlightMax;
  }

  /** One login's place. */
  final class Place {
    private final AtomicBoolean left = new AtomicBoolean();

    /** What the authenticator says; an exception of it becomes a failed stage. */
    CompletionStage<Authenticator.Outcome> authenticate(Login login) {
      try {
        return authenticator.authenticate(login);
      } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    /** Gives the place back; the first call counts. */
    void leave() {
      if (left.compareAndSet(false, true)) {
        inFlight.decrementAndGet();
      }
    }
  }
}
