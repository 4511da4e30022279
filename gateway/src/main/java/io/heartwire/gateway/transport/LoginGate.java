package io.heartwire.gateway.transport;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.time.NanoClock;
import io.heartwire.gateway.admission.AdmissionControl;
import io.heartwire.gateway.admission.AdmissionState;
import io.heartwire.gateway.admission.ClusterShare;
import io.heartwire.gateway.admission.Decision;
import io.heartwire.gateway.admission.FailedLogins;
import io.heartwire.gateway.admission.ResumeTokens;
import io.heartwire.gateway.config.LoginRate;
import io.heartwire.gateway.session.Authenticator;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.session.Login;
import io.heartwire.wire.Bytes;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Asks the authenticator about those whom the admission lets in, over all listeners. Thread safe.
 * Who is sent away is sent away before the authenticator knows of it: no login is begun in vain.
 */
public final class LoginGate {
  private final Judges judges;
  private final AdmissionControl admission;
  private final ResumeTokens resumeTokens;
  private final NanoClock clock;
  private final StormLog log;

  /**
   * Who judges credentials, and what becomes of those that are refused or run out.
   *
   * @param authenticator decides who may log in
   * @param renewal when a newer credential is asked for
   * @param failed counts those that were refused
   */
  public record Judges(
      Authenticator authenticator, Renewal.Settings renewal, FailedLogins failed) {}

  /**
   * Asks {@code judges} about those whom {@code admission} lets in.
   *
   * @param log runs what may block
   */
  public LoginGate(
      Judges judges,
      AdmissionControl admission,
      ResumeTokens resumeTokens,
      NanoClock clock,
      Executor log) {
    this.judges = judges;
    this.admission = admission;
    this.resumeTokens = resumeTokens;
    this.clock = clock;
    this.log = new StormLog(log, clock.nanoTime());
  }

  /** What becomes of a client that wants to log in. */
  public sealed interface Entry permits Refused, Place {}

  /** It is to come later. */
  public record Refused(Disconnect disconnect, Farewell farewell) implements Entry {}

  /**
   * A place for one login, or why there is none. Whoever gets one gives it back, whatever becomes
   * of the authenticator.
   *
   * @param clientId of a valid form
   * @param resumeToken of its last session, or empty, or made up
   */
  public Entry enter(String clientId, Bytes resumeToken) {
    boolean resumes =
        resumeToken.size() > 0 && resumeTokens.knows(new ClientId(clientId), resumeToken);
    long now = clock.nanoTime();
    Decision decision = admission.ask(clientId, resumes, now);
    if (decision instanceof Decision.Later later) {
      log.told(now, this::state);
      return new Refused(
          Disconnect.of(reason(later.why()), later.detail()),
          Farewell.retryAfter(later.retryAfter()));
    }
    return new Place(((Decision.Admitted) decision).atNanos(), resumes);
  }

  private static DisconnectReason reason(Decision.Why why) {
    return switch (why) {
      case RATE -> DisconnectReason.LATER;
      case IN_FLIGHT -> DisconnectReason.LOGINS_FULL;
    };
  }

  /** What the authenticator says of a client that has its place already: no login is begun. */
  CompletionStage<Authenticator.Outcome> identify(Login login) {
    return renew(login);
  }

  /** When clients are asked for a newer credential. */
  Renewal.Settings renewal() {
    return judges.renewal();
  }

  /**
   * What the authenticator says to a newer credential of a client that is logged in: it needs no
   * place, since there is one at a time for each connection.
   */
  CompletionStage<Authenticator.Outcome> renew(Login login) {
    return ask(login)
        .whenComplete(
            (outcome, failure) -> {
              if (outcome instanceof Authenticator.Outcome.Refused) {
                noteRefusal(login);
              }
            });
  }

  private CompletionStage<Authenticator.Outcome> ask(Login login) {
    try {
      return judges.authenticator().authenticate(login);
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** How long {@code login} has to wait because too many like it were refused. */
  Optional<Duration> penalty(Login login) {
    InetAddress from = login.remoteAddress().getAddress();
    return from == null
        ? Optional.empty()
        : judges.failed().wait(from, login.clientId().value(), clock.nanoTime());
  }

  /** Why one with a penalty is sent away. */
  static Disconnect tooManyRefused() {
    return Disconnect.of(
        DisconnectReason.TOO_MANY_REFUSED,
        "too many logins from its address or under its name were refused"
            + " (auth.failures-per-address, auth.failures-per-client)");
  }

  private void noteRefusal(Login login) {
    InetAddress from = login.remoteAddress().getAddress();
    if (from != null) {
      judges.failed().refused(from, login.clientId().value(), clock.nanoTime());
    }
  }

  /** How the admission stands. */
  public AdmissionState state() {
    return admission.state(clock.nanoTime());
  }

  /** Changes the rate of logins while running. */
  public void admit(LoginRate rate) {
    admission.admit(rate, clock.nanoTime());
  }

  /** Changes its share of the logins of a cluster. */
  public void share(ClusterShare share) {
    admission.share(share, clock.nanoTime());
  }

  /**
   * Logins that clients have asked for since the start, those included that were told to come
   * later.
   */
  public long asked() {
    AdmissionState.Counts counts = state().counts();
    return counts.begun() + counts.deferred();
  }

  /** Logins with the authenticator now. */
  public int inFlight() {
    return state().inFlight();
  }

  /** One login's place. */
  public final class Place implements Entry {
    private final long beganAt;
    private final boolean resumes;
    private final AtomicBoolean left = new AtomicBoolean();

    private Place(long beganAt, boolean resumes) {
      this.beganAt = beganAt;
      this.resumes = resumes;
    }

    /** What the authenticator says; an exception of it becomes a failed stage. */
    CompletionStage<Authenticator.Outcome> authenticate(Login login) {
      return ask(login);
    }

    /** The same, of a login; one that resumes is not concerned. */
    Optional<Duration> penalty(Login login) {
      return resumes ? Optional.empty() : LoginGate.this.penalty(login);
    }

    /** {@code login} was refused. */
    void refused(Login login) {
      noteRefusal(login);
    }

    /** The client's event loop has heard the answer. */
    void answered() {
      admission.answered(beganAt, clock.nanoTime());
    }

    /** The login has become a session. */
    void welcomed() {
      admission.welcomed();
    }

    /** Gives the place back; the first call counts. */
    void leave() {
      if (left.compareAndSet(false, true)) {
        admission.left();
      }
    }
  }
}
