package io.heartwire.gateway.lease;

import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.session.Identity;
import io.heartwire.gateway.session.Login;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Has it written down who is online. Thread safe; never blocks. */
@FunctionalInterface
public interface Claims {
  /**
   * The client wants to be online: gets its session back if it is in grace, else a new one, and is
   * refused if it is attached.
   *
   * @param lasts how long it may be silent
   * @return completes when the answer is durable
   * @see Claim#ANY_SESSION
   */
  CompletionStage<Claimed> claim(Login login, Identity identity, Duration lasts);
}
