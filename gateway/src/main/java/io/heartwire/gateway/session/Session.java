package io.heartwire.gateway.session;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.FlapScore;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.dispatch.Message;
import io.heartwire.gateway.dispatch.Peer;
import io.heartwire.gateway.health.ClientStatus;
import io.heartwire.gateway.health.Health;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a session, from login or resume to its end. Thread safe. Two are equal only if
 * they are the same object: the late close of an older one never touches a newer one.
 */
public final class Session implements Peer {
  private static final long NANOS_A_SECOND = 1_000_000_000L;
  private static final int HEX_DIGITS = 16;

  /* Flat, without what it was made of: there is one for each attached client. */
  private final ClientId clientId;
  private final Identity identity;
  private final String listener;
  private final InetSocketAddress remoteAddress;
  private final String version;
  private final long idHigh;
  private final long idLow;
  private final long toldEpoch;
  private final int connectionNumber;
  private final long sinceNanos;
  private final FlapScore flaps;
  private final Connection connection;
  private volatile @Nullable Disconnect end;
  private volatile LivenessPolicy policy;
  private volatile int wishedMs;
  private volatile ClientStatus status = ClientStatus.NONE;
  private volatile Health health = Health.UNJUDGED;
  private volatile GroupData groupData = GroupData.NONE;
  private volatile long groupVersion;
  private volatile long epoch;

  /** Keeps nothing of the credential in {@code login}, which nobody needs once it was judged. */
  Session(
      Login login,
      Identity identity,
      Claimed.Granted granted,
      FlapScore flaps,
      Connection connection,
      LivenessPolicy policy) {
    this.clientId = login.clientId();
    this.identity = identity;
    this.listener = login.listener();
    this.remoteAddress = login.remoteAddress();
    this.version = login.version();
    this.idHigh = HexFormat.fromHexDigitsToLong(granted.sessionId(), 0, HEX_DIGITS);
    this.idLow = HexFormat.fromHexDigitsToLong(granted.sessionId(), HEX_DIGITS, 2 * HEX_DIGITS);
    this.toldEpoch = granted.epoch();
    this.epoch = granted.epoch();
    this.connectionNumber = granted.connection();
    this.sinceNanos = nanos(granted.since());
    this.flaps = flaps;
    this.connection = connection;
    this.policy = policy;
    this.wishedMs = ms(login.wishedInterval());
  }

  private static long nanos(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), NANOS_A_SECOND), (long) time.getNano());
  }

  /* Nobody is granted more than days, so that what is beyond an int is as good as its most. */
  private static int ms(Duration interval) {
    return (int) Math.min(Integer.MAX_VALUE, interval.toMillis());
  }

  @Override
  public ClientId clientId() {
    return clientId;
  }

  @Override
  public Optional<String> user() {
    return identity.user();
  }

  @Override
  public String group() {
    return identity.group();
  }

  /** Words it is found by. */
  public Tags tags() {
    return identity.tags();
  }

  /** When what it logged in with runs out; empty for never. What came later is not seen here. */
  public Optional<Instant> expiry() {
    return identity.expiry();
  }

  /** The version of its group's data that the client said it has; 0 if it said none. */
  public long groupVersion() {
    return groupVersion;
  }

  /**
   * The client said which version of its group's data it has; 0: nothing. Costs nothing if known.
   */
  public void hasGroupVersion(long named) {
    if (named != 0 && named != groupVersion) {
      groupVersion = named;
    }
  }

  /** The version of the group's data if the client has not said that it has it, else 0. */
  public long missedGroupVersion() {
    long present = groupData.version();
    return present == groupVersion ? 0 : present;
  }

  /** Where it sees the version of its group's data from now on. */
  void sees(GroupData data) {
    groupData = data;
  }

  /** Names this session; unique, and not to be guessed from another one. */
  public String sessionId() {
    return HexFormat.of().toHexDigits(idHigh) + HexFormat.of().toHexDigits(idLow);
  }

  /** Grows if this gateway has to claim it again: its client does not hear of that. */
  @Override
  public long epoch() {
    return epoch;
  }

  /** The epoch that its client was told, and presents to resume. */
  public long toldEpoch() {
    return toldEpoch;
  }

  /**
   * It goes on as {@code granted}.
   *
   * @return false if it had ended before, and then nothing has changed
   */
  public synchronized boolean goesOn(long granted) {
    if (end != null) {
      return false;
    }
    epoch = Math.max(epoch, granted);
    return true;
  }

  /** Counts the connections that its client has had in this session, from 1. */
  public int connectionNumber() {
    return connectionNumber;
  }

  /** Whether it, or its connection, is newer than what was {@code granted}. */
  public boolean isNewerThan(Claimed.Granted granted) {
    return epoch > granted.epoch()
        || (epoch == granted.epoch() && connectionNumber > granted.connection());
  }

  /** When it began, by the wall clock: with its first login, whatever was resumed since. */
  public Instant since() {
    return Instant.ofEpochSecond(0, sinceNanos);
  }

  /**
   * How much the client came and went before this session; while unstable it is given more time.
   */
  public FlapScore flaps() {
    return flaps;
  }

  /** True if it began as the session of a client that comes and goes. */
  public boolean isUnstable() {
    return flaps.unstable();
  }

  /** The listener it came through. */
  public String listener() {
    return listener;
  }

  /** Where it came from. */
  public InetSocketAddress remoteAddress() {
    return remoteAddress;
  }

  /** The version of the client software, as it said; empty if it did not. */
  public String version() {
    return version;
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
    return Duration.ofMillis(wishedMs);
  }

  /** The client would now like another interval; its connection reviews the policy afterwards. */
  public void wishes(Duration interval) {
    wishedMs = ms(interval);
  }

  /** What the client last said about its condition. */
  public ClientStatus status() {
    return status;
  }

  /** The client said something new about its condition. */
  public void reported(ClientStatus changed) {
    this.status = changed;
  }

  /** How the client is, by what it said and by the rules. */
  public Health health() {
    return health;
  }

  /** The client was found to be so. */
  public void judged(Health found) {
    this.health = found;
  }

  /** How it ended; empty while it lives. */
  public Optional<Disconnect> end() {
    return Optional.ofNullable(end);
  }

  @Override
  public boolean send(Message message) {
    return end == null && connection.send(message);
  }

  /** Ends it; false if it had ended already, and then nothing has changed. */
  synchronized boolean endWith(Disconnect disconnect) {
    if (end != null) {
      return false;
    }
    end = disconnect;
    return true;
  }

  @Override
  public String toString() {
    return clientId() + "#" + epoch();
  }
}
