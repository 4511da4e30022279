package io.heartwire.gateway.session;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.FlapScore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is attached to this node: the one way in ({@link #attach}) and the one way out ({@link
 * #detach}). Thread safe; both take constant time and never wait for a connection.
 *
 * <p>A client has at most one session. Each session ends exactly once, with exactly one {@link
 * Disconnect}. Of clients that left, the last departure is remembered, for up to {@link
 * Settings#offlineRemembered} clients; at the bound the one that left first is forgotten and
 * counted.
 */
public final class SessionRegistry {
  static final int STRIPE_BITS = 8;
  private static final int STRIPES = 1 << STRIPE_BITS;

  /**
   * 2^32 over the golden ratio: neighbouring hashes go to stripes far apart (Knuth, vol. 3, 6.4).
   */
  private static final int SPREAD = 0x9E3779B9;

  private final Stripe[] stripes = new Stripe[STRIPES];
  private volatile SecondLogin secondLogin;
  private final Policies policies;
  private final Disconnects disconnects;
  private final InstantSource wallClock;
  private final LongSupplier randomLongs;

  /** Shared by all who have not: no points are no points at any time. */
  private final FlapScore neverFlapped;

  private final AtomicLong attached = new AtomicLong();
  private final AtomicLong offline = new AtomicLong();
  private final LongAdder logins = new LongAdder();
  private final LongAdder forgotten = new LongAdder();

  /** What happens when a client logs in that is attached already. */
  public enum SecondLogin {
    /** The newer login takes over, the older connection is closed. */
    TAKE_OVER,
    /** The older connection stays, the newer login is refused. */
    REJECT
  }

  /**
   * How the registry behaves.
   *
   * @param secondLogin who wins when a client logs in twice
   * @param offlineRemembered of how many clients the last departure is remembered, at least 256
   */
  public record Settings(SecondLogin secondLogin, int offlineRemembered) {
    public Settings {
      if (offlineRemembered < STRIPES) {
        throw new IllegalArgumentException(
            "offline clients remembered ("
                + offlineRemembered
                + ") must be at least "
                + STRIPES
                + ": raise it");
      }
    }
  }

  /** The answer to a login. */
  public sealed interface Attachment {
    /**
     * Let in.
     *
     * @param session the new session
     * @param previous how the client left last time, if that is remembered
     */
    record Attached(Session session, Optional<Departure> previous) implements Attachment {}

    /**
     * Refused, because it is attached already.
     *
     * @param holder the session that stays
     */
    record Rejected(Session holder) implements Attachment {}
  }

  /**
   * An empty registry.
   *
   * @param wallClock for epochs and times that people read
   * @param randomLongs unpredictable numbers, for session ids; thread safe
   */
  public SessionRegistry(
      Settings settings,
      Policies policies,
      Disconnects disconnects,
      InstantSource wallClock,
      LongSupplier randomLongs) {
    this(settings, policies, disconnects, wallClock, randomLongs, SessionTable::new);
  }

  /** With {@code tables} of those who are attached, for a test that counts what is done to them. */
  SessionRegistry(
      Settings settings,
      Policies policies,
      Disconnects disconnects,
      InstantSource wallClock,
      LongSupplier randomLongs,
      Supplier<SessionTable> tables) {
    this.secondLogin = settings.secondLogin();
    this.policies = policies;
    this.disconnects = disconnects;
    this.wallClock = wallClock;
    this.randomLongs = randomLongs;
    this.neverFlapped = FlapScore.none(disconnects.nanoTime());
    int share = settings.offlineRemembered() / STRIPES;
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe(share, tables.get());
    }
  }

  /**
   * A client has been let in as {@code identity} and lives on {@code connection} from now on. An
   * older session of it leaves as {@link DisconnectReason#TAKEN_OVER}, or stays, as configured.
   */
  public Attachment attach(Login login, Identity identity, Connection connection) {
    long idHigh = randomLongs.getAsLong();
    long idLow = randomLongs.getAsLong();
    Stripe stripe = stripe(login.clientId());
    Session session;
    Session older;
    Away away;
    synchronized (stripe) {
      older = stripe.online.find(login.clientId());
      if (older != null && secondLogin == SecondLogin.REJECT) {
        return new Attachment.Rejected(older);
      }
      away = stripe.offline.remove(login.clientId());
      Session.Birth birth = birth(idHigh, idLow, older, away);
      session = new Session(login, identity, birth, connection, policies.base());
      stripe.online.put(session);
    }
    logins.increment();
    if (away != null) {
      offline.decrementAndGet();
    }
    if (older == null) {
      attached.incrementAndGet();
    } else {
      takeOver(older, session);
    }
    return new Attachment.Attached(session, Optional.ofNullable(away).map(Away::departure));
  }

  private Session.Birth birth(
      long idHigh, long idLow, @Nullable Session older, @Nullable Away away) {
    Instant now = wallClock.instant();
    long lastEpoch = 0;
    FlapScore flaps = neverFlapped;
    if (older != null) {
      lastEpoch = older.epoch();
      flaps = older.flaps();
    } else if (away != null) {
      long nowNanos = disconnects.nanoTime();
      lastEpoch = away.epoch();
      flaps = away.flaps().returned(nowNanos - away.departure().atNanos(), nowNanos);
    }
    return new Session.Birth(idHigh, idLow, Epochs.next(lastEpoch, now), now, flaps);
  }

  private void takeOver(Session older, Session newer) {
    Disconnect disconnect =
        Disconnect.of(
            DisconnectReason.TAKEN_OVER,
            "a newer login came from " + newer.remoteAddress() + ", epoch " + newer.epoch());
    if (older.endWith(disconnect)) {
      disconnects.left(older, disconnect);
      older.connection().close(disconnect, Farewell.NONE);
    }
  }

  /**
   * {@code session} has ended with {@code disconnect}. Does nothing if it had ended before, or if a
   * newer session of the client has taken its place: a late close changes nothing.
   *
   * @return false if it had ended before
   */
  public boolean detach(Session session, Disconnect disconnect) {
    if (!session.endWith(disconnect)) {
      return false;
    }
    Departure departure = disconnects.left(session, disconnect);
    Stripe stripe = stripe(session.clientId());
    boolean wasCurrent;
    Away dropped = null;
    synchronized (stripe) {
      wasCurrent = stripe.online.remove(session);
      if (wasCurrent) {
        dropped =
            stripe.remember(
                session.clientId(), new Away(departure, session.epoch(), session.flaps()));
      }
    }
    if (wasCurrent) {
      attached.decrementAndGet();
      if (dropped == null) {
        offline.incrementAndGet();
      } else {
        forgotten.increment();
      }
    }
    return true;
  }

  /**
   * Ends the session of {@code clientId}, at the wish of an operator or another part of the server.
   *
   * @return the session that was ended; empty if the client is not attached
   */
  public Optional<Session> dismiss(ClientId clientId, Disconnect disconnect, Farewell farewell) {
    Optional<Session> session = session(clientId);
    session.ifPresent(
        present -> {
          detach(present, disconnect);
          present.connection().close(disconnect, farewell);
        });
    return session;
  }

  /**
   * Turns the check on or off for {@code target} while running, or leaves it to the configuration
   * again (empty); holds for present and future connections.
   */
  public void check(LivenessChecks.Target target, Optional<Boolean> enabled) {
    policies.checks().set(target, enabled);
    for (Session session : sessions()) {
      if (target.concerns(session)) {
        session.connection().reviewPolicy();
      }
    }
  }

  /** Who wins from now on when a client logs in twice. */
  public void secondLogin(SecondLogin winner) {
    secondLogin = winner;
  }

  /** Other policies from now on, for present and future connections. */
  public void policies(Policies.Settings settings) {
    if (policies.change(settings)) {
      sessions().forEach(session -> session.connection().reviewPolicy());
    }
  }

  /** Which policy a session is held to. */
  public Policies policies() {
    return policies;
  }

  /** The session of {@code clientId}, if it is attached. */
  public Optional<Session> session(ClientId clientId) {
    Stripe stripe = stripe(clientId);
    synchronized (stripe) {
      return Optional.ofNullable(stripe.online.find(clientId));
    }
  }

  /** How {@code clientId} left last time, if it is not attached and that is remembered. */
  public Optional<Departure> lastDeparture(ClientId clientId) {
    Stripe stripe = stripe(clientId);
    synchronized (stripe) {
      return Optional.ofNullable(stripe.offline.get(clientId)).map(Away::departure);
    }
  }

  /** All sessions at this moment, in no order; a copy. */
  public List<Session> sessions() {
    List<Session> all = new ArrayList<>();
    for (Stripe stripe : stripes) {
      synchronized (stripe) {
        stripe.online.addTo(all);
      }
    }
    return all;
  }

  /** The last departures of clients that are not attached, in no order; a copy. */
  public List<Departure> offlineClients() {
    List<Departure> all = new ArrayList<>();
    for (Stripe stripe : stripes) {
      synchronized (stripe) {
        stripe.offline.values().forEach(away -> all.add(away.departure()));
      }
    }
    return all;
  }

  /** How many clients are attached. */
  public long attached() {
    return attached.get();
  }

  /** How many clients have left and may still return unannounced: none before presence lands. */
  public long inGrace() {
    return 0;
  }

  /** How many clients have left and are remembered. */
  public long offline() {
    return offline.get();
  }

  /** How many logins have succeeded since the start. */
  public long logins() {
    return logins.sum();
  }

  /** How many departed clients were forgotten because the bound was reached, since the start. */
  public long forgotten() {
    return forgotten.sum();
  }

  private Stripe stripe(ClientId clientId) {
    return stripes[spread(clientId) >>> (Integer.SIZE - STRIPE_BITS)];
  }

  /** A number of which the high bits are to be used first. */
  static int spread(ClientId clientId) {
    return clientId.hashCode() * SPREAD;
  }

  /** What is remembered of a client that left. */
  private record Away(Departure departure, long epoch, FlapScore flaps) {}

  /** One part of the map, guarded by its own monitor. */
  private static final class Stripe {
    private final SessionTable online;
    private final LinkedHashMap<ClientId, Away> offline = new LinkedHashMap<>();
    private final int offlineBound;

    Stripe(int offlineBound, SessionTable online) {
      this.online = online;
      this.offlineBound = offlineBound;
    }

    /** Remembers {@code away}; returns the one that had to be forgotten for it, if any. */
    @Nullable Away remember(ClientId clientId, Away away) {
      Away replaced = offline.remove(clientId);
      offline.put(clientId, away);
      if (replaced != null) {
        return replaced;
      }
      if (offline.size() <= offlineBound) {
        return null;
      }
      var eldest = offline.entrySet().iterator();
      Away dropped = eldest.next().getValue();
      eldest.remove();
      return dropped;
    }
  }
}
