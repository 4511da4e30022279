package io.heartwire.gateway;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.GroupVersion;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.session.SessionRegistry;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** What other gateways have done to the sessions of this one. Thread safe; never blocks. */
final class ClusterNews implements ClusterEngine.Elsewhere {
  /** Shorter than any usual grace: who was given up by mistake resumes. */
  private static final int LONGEST_RETURN_MS = 3_000;

  private final SessionRegistry sessions;
  private final RandomGenerator random;

  ClusterNews(SessionRegistry sessions, RandomGenerator random) {
    this.sessions = sessions;
    this.random = random;
  }

  @Override
  public void ended(ClientId clientId, long epoch) {
    sessions.endedElsewhere(clientId, epoch);
  }

  @Override
  public void renewed(GroupVersion group) {
    sessions.renewed(group.group(), group.version());
  }

  @Override
  public void allEnded() {
    var givenUp =
        Disconnect.of(DisconnectReason.SHUTDOWN, "the other gateways had counted this one as dead");
    sessions
        .sessions()
        .forEach(
            session ->
                sessions.dismiss(
                    session.clientId(),
                    givenUp,
                    Farewell.retryAfter(Duration.ofMillis(random.nextInt(LONGEST_RETURN_MS)))));
  }
}
