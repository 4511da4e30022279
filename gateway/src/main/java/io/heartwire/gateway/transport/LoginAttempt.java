package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.presence.Presence;
import io.heartwire.gateway.session.Addresses;
import io.heartwire.gateway.session.Authenticator.Outcome;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.session.Identity;
import io.heartwire.gateway.session.Login;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.SessionRegistry;
import io.heartwire.gateway.session.SessionRegistry.Attachment;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.Frame;
import io.heartwire.wire.GroupVersion;
import io.heartwire.wire.LastDisconnect;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The login of one connection, from its hello to the answers of the authenticator and of the
 * engine, and what follows from them.
 *
 * <p>NOT thread safe: the event loop of its connection owns it.
 */
final class LoginAttempt implements TcpConnection.Phase {
  private final TcpConnection connection;
  private final Pulse pulse;
  private final Login login;
  private final LoginGate.Place place;
  private final Optional<LastDisconnect> report;
  private final Bytes token;
  private final GroupVersion groupData;

  /** A login that has its {@code place}. */
  LoginAttempt(
      TcpConnection connection,
      Pulse pulse,
      Login login,
      LoginGate.Place place,
      Frame.Hello hello) {
    this.connection = connection;
    this.pulse = pulse;
    this.login = login;
    this.place = place;
    this.report = hello.lastDisconnect();
    this.token = hello.resumeToken();
    this.groupData = hello.groupData();
  }

  /** Asks the authenticator; its answer is obeyed unless the connection has gone meanwhile. */
  void begin() {
    place
        .authenticate(login)
        .whenComplete(
            (outcome, failure) -> {
              if (!(outcome instanceof Outcome.Accepted)) {
                place.leave();
              }
              connection.goOn(this, () -> obey(outcome, failure), why -> place.leave());
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
  private void obey(@Nullable Outcome outcome, @Nullable Throwable failure) {
    if (outcome instanceof Outcome.Accepted accepted) {
      claim(accepted.identity());
      return;
    }
    place.answered();
    if (outcome instanceof Outcome.Refused refused) {
      connection.leave(
          Disconnect.of(DisconnectReason.AUTHENTICATION_FAILED, refused.why()), Farewell.NONE);
    } else {
      connection.leave(
          Disconnect.of(
              DisconnectReason.AUTHENTICATOR_UNAVAILABLE, "the authenticator failed: " + failure),
          comeBackLater());
    }
  }

  /** Becomes a session once that is durable; what is granted to nobody any more is given back. */
  private void claim(Identity identity) {
    Presence presence = connection.lobby().services().presence();
    Claim.Door door =
        new Claim.Door(login.listener(), Addresses.text(login.remoteAddress()), login.version());
    presence
        .claim(login.clientId(), identity.user(), identity.group(), door, token)
        .whenComplete(
            (claimed, failure) -> {
              place.leave();
              connection.goOn(
                  this,
                  () -> obey(identity, claimed, failure),
                  why -> giveBack(identity, claimed, why));
            });
  }

  /** Nobody is there any more for what was granted. */
  private void giveBack(Identity identity, @Nullable Claimed claimed, Disconnect why) {
    if (claimed instanceof Claimed.Granted granted) {
      Presence presence = connection.lobby().services().presence();
      presence.release(
          new Presence.Seat(
              login.clientId(),
              identity.user(),
              identity.group(),
              granted.sessionId(),
              granted.epoch(),
              granted.connection()),
          why);
    }
  }

  /** Does what the engine says. */
  private void obey(Identity identity, @Nullable Claimed claimed, @Nullable Throwable failure) {
    place.answered();
    if (claimed instanceof Claimed.Granted granted) {
      attach(identity, granted);
    } else if (claimed instanceof Claimed.Refused) {
      refuse();
    } else {
      connection.leave(
          Disconnect.of(
              DisconnectReason.INTERNAL_ERROR, "the login could not be written down: " + failure),
          comeBackLater());
    }
  }

  private void refuse() {
    SessionRegistry registry = connection.lobby().services().registry();
    Optional<Session> holder = registry.session(login.clientId());
    connection.leave(
        Disconnect.of(
            DisconnectReason.ALREADY_ONLINE,
            holder
                .map(it -> "logged in since " + it.since() + " from " + it.remoteAddress())
                .orElse("logged in already")),
        holder
            .map(it -> Farewell.retryAfter(it.policy().timeout()))
            .orElseGet(this::comeBackLater));
  }

  private void attach(Identity identity, Claimed.Granted granted) {
    TcpServices services = connection.lobby().services();
    Attachment attachment = services.registry().attach(login, identity, connection, granted);
    if (attachment instanceof Attachment.Superseded superseded) {
      connection.leave(
          Disconnect.of(
              DisconnectReason.TAKEN_OVER,
              "a newer login came from " + superseded.holder().remoteAddress()),
          Farewell.NONE);
      return;
    }
    Attachment.Attached attached = (Attachment.Attached) attachment;
    if (groupData.group().equals(identity.group())) {
      attached.session().hasGroupVersion(groupData.version());
    }
    Conversation conversation = connection.attached(attached.session(), pulse);
    place.welcomed();
    report.ifPresent(services.review()::reported);
    attached
        .verdict()
        .ifPresent(last -> report.ifPresent(it -> services.review().review(last, it)));
    conversation.begin();
  }

  private Farewell comeBackLater() {
    return Farewell.retryAfter(
        Duration.ofMillis(1_000 + connection.lobby().services().random().nextInt(4_000)));
  }
}
