package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.SocketSnapshot;
import io.heartwire.core.liveness.SocketSnapshot.TcpState;
import io.heartwire.core.liveness.UnreadLogin;
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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The login of one connection, from its hello to the answers of the authenticator and of the
 * engine, and what follows from them.
 *
 * <p>NOT thread safe: the event loop of its connection owns it.
 */
public final class LoginAttempt {
  private final Newcomer connection;
  private final Login login;
  private final LoginGate.Place place;
  private final Return back;

  /** When its hello came, as far as that is known. */
  private long cameNanos;

  /** The same, by the clock of all gateways; 0 if there is none. */
  private long cameSharedMicros;

  /**
   * What a client brings along from its last session.
   *
   * @param report how its last connection ended
   * @param token to resume it; empty, or made up, if it does not
   * @param groupData of its group, that it still has
   * @param toLatest it resumes the session that it has, whichever that is, without a token
   */
  public record Return(
      Optional<LastDisconnect> report, Bytes token, GroupVersion groupData, boolean toLatest) {
    /** Nothing, of a client that has no words for it. */
    public static Return without(boolean toLatest) {
      return new Return(Optional.empty(), Bytes.EMPTY, GroupVersion.NONE, toLatest);
    }

    /** What {@code hello} says of it. */
    static Return of(Frame.Hello hello) {
      return new Return(hello.lastDisconnect(), hello.resumeToken(), hello.groupData(), false);
    }
  }

  /** A login that has its {@code place}. */
  public LoginAttempt(Newcomer connection, Login login, LoginGate.Place place, Return back) {
    this.connection = connection;
    this.login = PeerCertificate.certified(connection.channel(), login);
    this.place = place;
    this.back = back;
  }

  /** Asks the authenticator; its answer is obeyed unless the connection has gone meanwhile. */
  public void begin() {
    // Before the kernel is asked: a stop in between makes the hello older than it is, not younger.
    long shared = presence().sharedMicros();
    SocketSnapshot kernel = glance();
    long ageMs = kernel.available() ? kernel.lastDataMs() : connection.heartbeat().awayMs();
    cameNanos = nanoTime() - TimeUnit.MILLISECONDS.toNanos(ageMs);
    cameSharedMicros = shared == 0 ? 0 : shared - TimeUnit.MILLISECONDS.toMicros(ageMs);
    if (isForNobody(kernel)) {
      return;
    }
    Optional<Disconnect> objection = PeerCertificate.objection(connection.channel(), login);
    if (objection.isPresent()) {
      place.leave();
      connection.leave(objection.get(), Farewell.NONE);
      return;
    }
    Optional<Duration> penalty = place.penalty(login);
    if (penalty.isPresent()) {
      place.leave();
      connection.leave(LoginGate.tooManyRefused(), Farewell.retryAfter(penalty.get()));
      return;
    }
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

  /**
   * Whether nobody waits for an answer any more; then the attempt has ended. While this process was
   * stopped the client has given up, and may be online at another gateway: a login for nobody would
   * take that session from it. Either the end of the connection lies in the kernel behind the
   * hello, and will be read next; or it was lost on its way, and all that is known is that the
   * hello has waited for longer than any login may take. Who is still there after all logs in
   * again.
   */
  private boolean isForNobody(SocketSnapshot kernel) {
    if (kernel.state() == TcpState.CLOSE_WAIT || kernel.state() == TcpState.CLOSED) {
      place.leave();
      return true;
    }
    Lobby lobby = connection.lobby();
    long ageMs = TimeUnit.NANOSECONDS.toMillis(nanoTime() - cameNanos);
    if (!UnreadLogin.isForNobody(lobby.settings().loginPolicy(), ageMs)) {
      return false;
    }
    place.leave();
    tooLate(
        "its login has waited for "
            + ageMs
            + " ms, in which this gateway did not listen (limit "
            + deadlineMs()
            + " ms, login.deadline): it may have given up, and be online elsewhere");
    return true;
  }

  private void tooLate(String why) {
    connection.lobby().services().counters().staleLogins.increment();
    connection.leave(Disconnect.of(DisconnectReason.LOGIN_TIMEOUT, why), Farewell.NONE);
  }

  private long deadlineMs() {
    return connection.lobby().settings().loginPolicy().loginDeadline().toMillis();
  }

  private Presence presence() {
    return connection.lobby().services().presence();
  }

  private SocketSnapshot glance() {
    return connection.lobby().services().inspector().glance(connection.channel());
  }

  private long nanoTime() {
    return connection.channel().eventLoop().ticker().nanoTime();
  }

  public ClientId clientId() {
    return login.clientId();
  }

  /** The connection ends first. */
  public void abandon() {
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
      place.refused(login);
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
    if (isForNobody(glance())) {
      return;
    }
    Claim.Door door =
        new Claim.Door(login.listener(), Addresses.text(login.remoteAddress()), login.version());
    Presence.Comeback comeback =
        new Presence.Comeback(back.token(), back.toLatest(), cameSharedMicros);
    presence()
        .claim(login.clientId(), identity.user(), identity.group(), door, comeback)
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
      presence()
          .release(
              new Presence.Seat(
                  login.clientId(),
                  identity.user(),
                  identity.group(),
                  granted.sessionId(),
                  granted.epoch(),
                  granted.connection()),
              why,
              new Presence.Away(connection.longestAbsence(), connection.outlives()));
      sendOlderBack(granted);
    }
  }

  /**
   * A session that the client has here, older than what was {@code granted} to nobody, is its
   * present one no longer: for others it is away, and will be offline. Whoever lives on it logs in
   * again.
   */
  private void sendOlderBack(Claimed.Granted granted) {
    SessionRegistry registry = connection.lobby().services().registry();
    var again =
        Disconnect.of(
            DisconnectReason.LOGIN_TIMEOUT,
            "a newer login from "
                + Addresses.text(login.remoteAddress())
                + " took its session over, and gave up before it heard so: log in again");
    registry
        .session(login.clientId())
        .filter(older -> !older.isNewerThan(granted) && registry.detach(older, again))
        .ifPresent(older -> older.connection().close(again, Farewell.NONE));
  }

  /** Does what the engine says. */
  private void obey(Identity identity, @Nullable Claimed claimed, @Nullable Throwable failure) {
    place.answered();
    if (claimed instanceof Claimed.Granted granted) {
      attach(identity, granted);
    } else if (claimed instanceof Claimed.Refused) {
      refuse();
    } else if (claimed instanceof Claimed.Stale) {
      tooLate("it has logged in elsewhere since it asked here");
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
    if (back.groupData().group().equals(identity.group())) {
      attached.session().hasGroupVersion(back.groupData().version());
    }
    connection.attached(attached.session());
    place.welcomed();
    Optional<LastDisconnect> report = back.report();
    report.ifPresent(services.review()::reported);
    attached
        .verdict()
        .ifPresent(last -> report.ifPresent(it -> services.review().review(last, it)));
    connection.welcome();
  }

  private Farewell comeBackLater() {
    return Farewell.retryAfter(
        Duration.ofMillis(1_000 + connection.lobby().services().random().nextInt(4_000)));
  }
}
