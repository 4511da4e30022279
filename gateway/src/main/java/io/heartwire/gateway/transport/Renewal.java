package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.session.Authenticator.Outcome;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.session.Identity;
import io.heartwire.gateway.session.Login;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a connection does not outlive what its client logged in with: asks for something
 * newer before that runs out, judges what comes without detaching the client, and ends the
 * connection if nothing good has come in time. For any door.
 *
 * <p>NOT thread safe: the event loop of its connection owns it. It has one timer, and only while
 * the credential can run out; one credential is judged at a time.
 */
public final class Renewal {
  /** How long after an authenticator that is out of order the client is asked again. */
  private static final Duration AGAIN = Duration.ofSeconds(20);

  private final Newcomer connection;
  private final Session session;
  private final Consumer<Duration> ask;
  private @Nullable Instant expiry;
  private @Nullable Future<?> timer;
  private boolean judging;
  private boolean ended;

  /**
   * How much before and after the end.
   *
   * @param before the end the client is asked for a newer credential
   * @param grace after the end, until the connection is closed
   */
  public record Settings(Duration before, Duration grace) {}

  /**
   * Begins, for a client that has just logged in.
   *
   * @param ask tells the client in how long its credential runs out
   */
  public Renewal(Newcomer connection, Session session, Consumer<Duration> ask) {
    this.connection = connection;
    this.session = session;
    this.ask = ask;
    runsOut(session.expiry());
  }

  /** The connection has ended. */
  public void end() {
    ended = true;
    cancel();
  }

  /**
   * The client offers a newer credential; answers why the connection must end if it is one too
   * many.
   */
  public Optional<Disconnect> offered(String credential) {
    if (judging) {
      return Optional.of(
          Disconnect.of(
              DisconnectReason.LOGIN_TWICE,
              "a second credential came before the first was judged: send one at a time"));
    }
    judging = true;
    Login login =
        PeerCertificate.certified(
            connection.channel(),
            new Login(
                session.clientId(),
                session.user().orElse(""),
                credential,
                session.version(),
                session.wishedInterval(),
                session.listener(),
                session.remoteAddress(),
                Tags.NONE));
    services()
        .gate()
        .renew(login)
        .whenComplete((outcome, failure) -> onLoop(() -> judged(outcome)));
    return Optional.empty();
  }

  private void judged(@Nullable Outcome outcome) {
    judging = false;
    if (ended) {
      return;
    }
    if (outcome instanceof Outcome.Accepted accepted) {
      accepted(accepted.identity());
    } else if (outcome instanceof Outcome.Refused refused) {
      services().counters().renewalsRefused.increment();
      connection.leave(
          Disconnect.of(
              DisconnectReason.AUTHENTICATION_FAILED, "its newer credential: " + refused.why()),
          Farewell.NONE);
    } else if (expiry != null) {
      // The client is not to blame. It is asked again as long as there is time.
      after(shorter(AGAIN, untilEnd(expiry)), this::due);
    }
  }

  private void accepted(Identity identity) {
    if (!identity.user().equals(session.user())) {
      services().counters().renewalsRefused.increment();
      connection.leave(
          Disconnect.of(
              DisconnectReason.AUTHENTICATION_FAILED,
              "its newer credential is of another user: let that one log in by itself"),
          Farewell.NONE);
      return;
    }
    services().counters().renewed.increment();
    runsOut(identity.expiry());
  }

  private void runsOut(Optional<Instant> when) {
    cancel();
    expiry = when.orElse(null);
    when.ifPresent(it -> after(left(it).minus(settings().before()), this::due));
  }

  /** It is time to ask, or to close. */
  private void due() {
    Instant end = expiry;
    if (end == null || ended) {
      return;
    }
    Duration untilEnd = untilEnd(end);
    if (untilEnd.isNegative() || untilEnd.isZero()) {
      services().counters().renewalsTooLate.increment();
      connection.leave(
          Disconnect.of(
              DisconnectReason.CREDENTIAL_EXPIRED,
              "its credential ran out at "
                  + end
                  + ", and no newer one came within "
                  + settings().grace().toSeconds()
                  + " s: log in with another"),
          Farewell.NONE);
      return;
    }
    if (!judging) {
      Duration left = left(end);
      ask.accept(left.isNegative() ? Duration.ZERO : left);
    }
    after(untilEnd, this::due);
  }

  private Duration left(Instant end) {
    return Duration.between(services().wallClock().instant(), end);
  }

  private Duration untilEnd(Instant end) {
    return left(end).plus(settings().grace());
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private void after(Duration delay, Runnable task) {
    cancel();
    timer =
        connection
            .channel()
            .eventLoop()
            .schedule(task, Math.max(1, delay.toMillis()), TimeUnit.MILLISECONDS);
  }

  private void cancel() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void onLoop(Runnable task) {
    try {
      connection.channel().eventLoop().execute(task);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and with it the connection.
      return;
    }
  }

  private Settings settings() {
    return services().gate().renewal();
  }

  private TcpServices services() {
    return connection.lobby().services();
  }
}
