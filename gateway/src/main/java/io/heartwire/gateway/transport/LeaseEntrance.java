package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.gateway.drain.Drain;
import io.heartwire.gateway.lease.Entrance;
import io.heartwire.gateway.session.Authenticator;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.session.Login;
import io.heartwire.wire.Bytes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The {@link LoginGate} of all doors, for clients that hold no connection. Thread safe. */
public final class LeaseEntrance implements Entrance {
  private static final String WEB = "http";
  private static final Duration LATER = Duration.ofSeconds(5);

  private final LoginGate gate;
  private final Drain drain;

  /** Lets nobody in while {@code drain} sends newcomers away. */
  public LeaseEntrance(LoginGate gate, Drain drain) {
    this.gate = gate;
    this.drain = drain;
  }

  @Override
  public Turn enter(ClientId clientId) {
    // It is told when to come back, not where: whatever it asks next is answered by another.
    Optional<Farewell> drained = drain.newcomer(WEB);
    if (drained.isPresent()) {
      return later(Drain.disconnect(), drained.get());
    }
    LoginGate.Entry entry = gate.enter(clientId.value(), Bytes.EMPTY);
    return entry instanceof LoginGate.Refused refused
        ? later(refused.disconnect(), refused.farewell())
        : new Place((LoginGate.Place) entry);
  }

  private static Later later(Disconnect why, Farewell farewell) {
    return new Later(why, farewell.retryAfter().orElse(LATER));
  }

  @Override
  public Optional<Later> penalty(Login login) {
    return gate.penalty(login).map(wait -> new Later(LoginGate.tooManyRefused(), wait));
  }

  @Override
  public CompletionStage<Authenticator.Outcome> identify(Login login) {
    return gate.identify(login);
  }

  private record Place(LoginGate.Place place) implements Admitted {
    @Override
    public CompletionStage<Authenticator.Outcome> authenticate(Login login) {
      return place
          .authenticate(login)
          .whenComplete(
              (outcome, failure) -> {
                if (outcome instanceof Authenticator.Outcome.Refused) {
                  place.refused(login);
                }
              });
    }

    @Override
    public void answered() {
      place.answered();
    }

    @Override
    public void welcomed() {
      place.welcomed();
    }

    @Override
    public void leave() {
      place.leave();
    }
  }
}
