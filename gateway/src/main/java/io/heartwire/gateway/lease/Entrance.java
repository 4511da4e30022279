package io.heartwire.gateway.lease;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.gateway.session.Authenticator;
import io.heartwire.gateway.session.Login;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The gate that all clients come through, whatever door they use: whose turn it is, and who they
 * are. Thread safe; never blocks.
 */
public interface Entrance {
  /** What becomes of a client that wants to log in. */
  sealed interface Turn permits Later, Admitted {}

  /**
   * It is to come later.
   *
   * @param why it is
   * @param after how long to wait
   */
  record Later(Disconnect why, Duration after) implements Turn {}

  /** It is its turn; it {@link #leave}s in any case. */
  non-sealed interface Admitted extends Turn {
    /** Asks the authenticator; what it throws becomes a failed stage. A no is counted. */
    CompletionStage<Authenticator.Outcome> authenticate(Login login);

    /** It has been answered, however. */
    void answered();

    /** It has a session. */
    void welcomed();

    /** Gives the place back; the first call counts. */
    void leave();
  }

  /** A place for a login of {@code clientId}, or why there is none. */
  Turn enter(ClientId clientId);

  /** Why {@code login} is not even judged: too many like it were refused; empty if it is. */
  Optional<Later> penalty(Login login);

  /**
   * Asks the authenticator about a client that has been let in before: no login. A no is counted.
   */
  CompletionStage<Authenticator.Outcome> identify(Login login);
}
