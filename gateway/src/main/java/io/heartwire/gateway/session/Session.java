package io.heartwire.gateway.session;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.FlapScore;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.gateway.dispatch.Message;
import io.heartwire.gateway.dispatch.Peer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The time from one login of a client to its end. Thread safe. Two sessions are equal only if they
 * are the same object: the late close of an older one never touches a newer one.
 */
public final class Session implements Peer {
  private final Login login;
  private final Identity identity;
  private final Birth birth;
  private final Connection connection;
  private final AtomicReference<@Nullable Disconnect> end = new AtomicReference<>();
  private volatile LivenessPolicy policy;
  private volatile Duration wishedInterval;
  private volatile ClientStatus status = ClientStatus.NONE;

  /**
   * How a session came into being.
   *
   * @param sessionId unique, not guessable
   * @param epoch larger than that of every earlier session of the client
   * @param since wall-clock time of the login
   * @param flaps how much the client comes and goes
   */
  record Birth(String sessionId, long epoch, Instant since, FlapScore flaps) {}

  Session(
      Login login, Identity identity, Birth birth, Connection connection, LivenessPolicy policy) {
    this.login = login;
    this.identity = identity;
    this.birth = birth;
    this.connection = connection;
    this.policy = policy;
    this.wishedInterval = login.wishedInterval();
  }

  @Override
  public ClientId clientId() {
    return login.clientId();
  }

  @Override
  public Optional<String> user() {
    return identity.user();
  }

  @Override
  public String group() {
    return identity.group();
  }

  /** Names this session; unique, and not to be guessed from another one. */
  public String sessionId() {
    return birth.sessionId();
  }

  @Override
  public long epoch() {
    return birth.epoch();
  }

  /** When it logged in, by the wall clock. */
  public Instant since() {
    return birth.since();
  }

  /**
   * How much the client came and went before this session; while unstable it is given more time.
   */
  public FlapScore flaps() {
    return birth.flaps();
  }

  /** True if it began as the session of a client that comes and goes. */
  public boolean isUnstable() {
    return birth.flaps().unstable();
  }

  /** The listener it came through. */
  public String listener() {
    return login.listener();
  }

  /** Where it came from. */
  public InetSocketAddress remoteAddress() {
    return login.remoteAddress();
  }

  /** The version of the client software, as it said; empty if it did not. */
  public String version() {
    return login.version();
  }

  /** The connection it lives on. */
  public Connection connection() {
    return connection;
  }

  /** The policy it is held to now. */
  public LivenessPolicy policy() {
    return policy;
  }

  /** Notes the policy that its connection has just adopted. */
  public void adopted(LivenessPolicy adopted) {
    this.policy = adopted;
  }

  /** The interval the client would like; zero if it does not care. */
  public Duration wishedInterval() {
    return wishedInterval;
  }

  /** The client would now like another interval; its connection reviews the policy afterwards. */
  public void wishes(Duration interval) {
    this.wishedInterval = interval;
  }

  /** What the client last said about its condition. */
  public ClientStatus status() {
    return status;
  }

  /** The client said something new about its condition. */
  public void reported(ClientStatus changed) {
    this.status = changed;
  }

  /** How it ended; empty while it lives. */
  public Optional<Disconnect> end() {
    return Optional.ofNullable(end.get());
  }

  @Override
  public boolean send(Message message) {
    return end.get() == null && connection.send(message);
  }

  /** Ends it; false if it had ended already, and then nothing has changed. */
  boolean endWith(Disconnect disconnect) {
    return end.compareAndSet(null, disconnect);
  }

  @Override
  public String toString() {
    return clientId() + "#" + epoch();
  }
}
