package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.session.Authenticator.Outcome;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.session.Identity;
import io.heartwire.gateway.session.Login;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.SessionRegistry.Attachment;
import io.heartwire.wire.LastDisconnect;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The login of one connection, from its hello to the answer of the authenticator and what follows
 * from it.
 *
 * <p>NOT thread safe: the event loop of its connection owns it.
 */
final class LoginAttempt implements TcpConnection.Phase {
  private final TcpConnection connection;
  private final Pulse pulse;
  private final Login login;
  private final LoginGate.Place place;
  private final Optional<LastDisconnect> report;

  /** A login that has its {@code place}. */
  LoginAttempt(
      TcpConnection connection,
      Pulse pulse,
      Login login,
      LoginGate.Place place,
      Optional<LastDisconnect> report) {
    this.connection = connection;
    this.pulse = pulse;
    this.login = login;
    this.place = place;
    this.report = report;
  }

  /** Asks the authenticator; its answer is obeyed unless the connection has gone meanwhile. */
  void begin() {
    place
        .authenticate(login)
        .whenComplete(
            (outcome, failure) -> {
              place.leave();
              connection.onLoop(() -> connection.answered(this, outcome, failure));
            });
  }

  ClientId clientId() {
    return login.clientId();
  }

  /** The connection ends first. */
  void abandon() {
    place.leave();
  }

  /** Does what the authenticator says. */
  void obey(@Nullable Outcome outcome, @Nullable Throwable failure) {
    place.answered();
    if (outcome instanceof Outcome.Accepted accepted) {
      attach(accepted.identity());
    } else if (outcome instanceof Outcome.Refused refused) {
      connection.leave(
          Disconnect.of(DisconnectReason.AUTHENTICATION_FAILED, refused.why()), Farewell.NONE);
    } else {
      connection.leave(
          Disconnect.of(
              DisconnectReason.AUTHENTICATOR_UNAVAILABLE, "the authenticator failed: " + failure),
          comeBackLater());
    }
  }

  private void attach(Identity identity) {
    TcpServices services = connection.lobby().services();
    Attachment attachment = services.registry().attach(login, identity, connection);
    if (attachment instanceof Attachment.Rejected rejected) {
      Session holder = rejected.holder();
      connection.leave(
          Disconnect.of(
              DisconnectReason.ALREADY_ONLINE,
              "logged in since " + holder.since() + " from " + holder.remoteAddress()),
          Farewell.retryAfter(holder.policy().timeout()));
      return;
    }
    Attachment.Attached attached = (Attachment.Attached) attachment;
    Conversation conversation = connection.attached(attached.session(), pulse);
    place.welcomed();
    attached
        .previous()
        .ifPresent(last -> report.ifPresent(it -> services.review().review(last, it)));
    conversation.begin();
  }

  private Farewell comeBackLater() {
    return Farewell.retryAfter(
        Duration.ofMillis(1_000 + connection.lobby().services().random().nextInt(4_000)));
  }
}
