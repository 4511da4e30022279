package io.heartwire.gateway.session;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.FlapScore;
import io.heartwire.gateway.cluster.Claimed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is attached to this node: the one way in ({@link #attach}) and the one way out ({@link
 * #detach}). Thread safe; both take constant time and never wait for a connection.
 *
 * <p>A client has at most one session. Each session ends exactly once, with exactly one {@link
 * Disconnect}. Of clients that left, the last departure is remembered, for up to a bound; there the
 * one that left first is forgotten and counted. Who is online for others to know, with epochs and
 * grace, is the engine's part: it has granted what is attached here.
 */
public final class SessionRegistry {
  static final int STRIPE_BITS = 8;
  private static final int STRIPES = 1 << STRIPE_BITS;

  /**
   * 2^32 over the golden ratio: neighbouring hashes go to stripes far apart (Knuth, vol. 3, 6.4).
   */
  private static final int SPREAD = 0x9E3779B9;

  private final Stripe[] stripes = new Stripe[STRIPES];
  private final Policies policies;
  private final Disconnects disconnects;
  private final BiConsumer<Session, Disconnect> released;
  private final GroupBook groups = new GroupBook();

  /** Of clients without a user: whoever has the same group and tags has the same one. */
  private final SharedValues<Identity> identities = new SharedValues<>();

  /** Shared by all who have not: no points are no points at any time. */
  private final FlapScore neverFlapped;

  private final AtomicLong attached = new AtomicLong();
  private final AtomicLong offline = new AtomicLong();
  private final LongAdder logins = new LongAdder();
  private final LongAdder forgotten = new LongAdder();

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
     * Too late: a newer login of the client was faster.
     *
     * @param holder the session that stays
     */
    record Superseded(Session holder) implements Attachment {}
  }

  /**
   * An empty registry.
   *
   * @param offlineRemembered of how many clients the last departure is remembered, at least 256
   * @param released told of each session whose connection has ended and that no newer one has
   *     replaced, on the thread that decided it: must not block
   */
  public SessionRegistry(
      int offlineRemembered,
      Policies policies,
      Disconnects disconnects,
      BiConsumer<Session, Disconnect> released) {
    this(offlineRemembered, policies, disconnects, released, SessionTable::new);
  }

  /** With {@code tables} of those who are attached, for a test that counts what is done to them. */
  SessionRegistry(
      int offlineRemembered,
      Policies policies,
      Disconnects disconnects,
      BiConsumer<Session, Disconnect> released,
      Supplier<SessionTable> tables) {
    if (offlineRemembered < STRIPES) {
      throw new IllegalArgumentException(
          "offline clients remembered ("
              + offlineRemembered
              + ") must be at least "
              + STRIPES
              + ": raise it");
    }
    this.policies = policies;
    this.disconnects = disconnects;
    this.released = released;
    this.neverFlapped = FlapScore.none(disconnects.nanoTime());
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe(offlineRemembered / STRIPES, tables.get());
    }
  }

  /**
   * A client has been let in as {@code identity}, was granted a session, and lives on {@code
   * connection} from now on. An older session of it, or an older connection of the same one, leaves
   * as {@link DisconnectReason#TAKEN_OVER}.
   */
  public Attachment attach(
      Login login, Identity identity, Connection connection, Claimed.Granted granted) {
    Stripe stripe = stripe(login.clientId());
    Session session;
    Session older;
    Away away;
    synchronized (stripe) {
      older = stripe.online.find(login.clientId());
      if (older != null && older.isNewerThan(granted)) {
        return new Attachment.Superseded(older);
      }
      away = stripe.offline.remove(login.clientId());
      Identity kept = identity.user().isEmpty() ? identities.shared(identity) : identity;
      session = new Session(login, kept, granted, flaps(older, away), connection, policies.base());
      stripe.online.put(session);
    }
    showGroupData(session);
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

  /* It can be found by now: whoever gives its group a first version does the same, before or after. */
  private void showGroupData(Session session) {
    GroupData shown;
    do {
      shown = groups.of(session.group());
      session.sees(shown);
    } while (groups.of(session.group()) != shown);
  }

  private FlapScore flaps(@Nullable Session older, @Nullable Away away) {
    if (older != null) {
      return older.flaps();
    }
    if (away == null) {
      return neverFlapped;
    }
    long now = disconnects.nanoTime();
    return away.flaps().returned(now - away.departure().atNanos(), now);
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
        dropped = stripe.remember(session.clientId(), new Away(departure, session.flaps()));
      }
    }
    if (wasCurrent) {
      released.accept(session, disconnect);
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

  /** Other policies from now on, for present and future connections. */
  public void policies(Policies.Settings settings) {
    if (policies.change(settings)) {
      sessions().forEach(session -> session.connection().reviewPolicy());
    }
  }

  /** Which versions the data of groups is of. */
  public GroupBook groups() {
    return groups;
  }

  /** The data of {@code group} is of {@code version} now; its members are told as they ping. */
  public void renewed(String group, long version) {
    if (!groups.renewed(group, version)) {
      return;
    }
    for (Session session : sessions()) {
      if (session.group().equals(group)) {
        showGroupData(session);
      }
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
  private record Away(Departure departure, FlapScore flaps) {}

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
