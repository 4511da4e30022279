package io.heartwire.gateway.session;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.FlapScore;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.health.Health;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is attached to this node: the one way in ({@link #attach}) and the one way out ({@link
 * #detach}). Thread safe; both take constant time and never wait for a connection.
 *
 * <p>A client has at most one session. Each session ends exactly once, with exactly one {@link
 * Disconnect}. Of clients that left lately it is remembered how much they flap and which verdict
 * fell on them, for up to a bound; there the one that left first is forgotten and counted. Who is
 * online for others to know, with epochs and grace, and how those left who are not, is the engine's
 * part: it has granted what is attached here.
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
  private final Listener listener;
  private final GroupBook groups = new GroupBook();

  /** Of clients without a user: whoever has the same group and tags has the same one. */
  private final SharedValues<Identity> identities = new SharedValues<>();

  /** Shared by all who have not: no points are no points at any time. */
  private final FlapScore neverFlapped;

  private final AtomicLong attached = new AtomicLong();
  private final LongAdder logins = new LongAdder();
  private final LongAdder forgotten = new LongAdder();

  /** Is told what becomes of sessions, on the thread that decided it: must not block. */
  public interface Listener {
    /** The connection of {@code session} has ended, and no newer one has taken its place. */
    void released(Session session, Disconnect disconnect);

    /** With {@code session} its client has begun to come and go too often. */
    default void flapping(Session session) {}
  }

  /** The answer to a login. */
  public sealed interface Attachment {
    /**
     * Let in.
     *
     * @param session the new session
     * @param verdict the one by which the client left last time, if that is remembered
     */
    record Attached(Session session, Optional<Departure> verdict) implements Attachment {}

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
   * @param leaversRemembered of how many clients that left lately something is remembered, at least
   *     256
   * @param listener told what becomes of sessions
   */
  public SessionRegistry(
      int leaversRemembered, Policies policies, Disconnects disconnects, Listener listener) {
    this(leaversRemembered, policies, disconnects, listener, SessionTable::new);
  }

  /** With {@code tables} of those who are attached, for a test that counts what is done to them. */
  SessionRegistry(
      int leaversRemembered,
      Policies policies,
      Disconnects disconnects,
      Listener listener,
      Supplier<SessionTable> tables) {
    if (leaversRemembered < STRIPES) {
      throw new IllegalArgumentException(
          "clients remembered that left lately ("
              + leaversRemembered
              + ") must be at least "
              + STRIPES
              + ": raise it");
    }
    this.policies = policies;
    this.disconnects = disconnects;
    this.listener = listener;
    this.neverFlapped = FlapScore.none(disconnects.nanoTime());
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe(leaversRemembered / STRIPES, tables.get());
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
    long now = disconnects.nanoTime();
    Session session;
    Session older;
    Leavers.Leaver leaver;
    synchronized (stripe) {
      older = stripe.online.find(login.clientId());
      if (older != null && older.isNewerThan(granted)) {
        return new Attachment.Superseded(older);
      }
      leaver = stripe.leavers.returned(login.clientId());
      Identity kept = identity.user().isEmpty() ? identities.shared(identity) : identity;
      session =
          new Session(login, kept, granted, flaps(older, leaver, now), connection, policies.base());
      session.judged(health(older, leaver, granted.epoch()));
      stripe.online.put(session);
    }
    showGroupData(session);
    logins.increment();
    if (older == null) {
      attached.incrementAndGet();
    } else {
      takeOver(older, session);
    }
    if (leaver != null && session.isUnstable() && !leaver.flaps().at(now).unstable()) {
      listener.flapping(session);
    }
    return new Attachment.Attached(
        session, Optional.ofNullable(leaver).map(Leavers.Leaver::verdict));
  }

  /* It can be found by now: whoever gives its group a first version does the same, before or after. */
  private void showGroupData(Session session) {
    GroupData shown;
    do {
      shown = groups.of(session.group());
      session.sees(shown);
    } while (groups.of(session.group()) != shown);
  }

  private FlapScore flaps(@Nullable Session older, Leavers.@Nullable Leaver leaver, long now) {
    if (older != null) {
      return older.flaps();
    }
    return leaver == null ? neverFlapped : leaver.flaps().returned(now - leaver.atNanos(), now);
  }

  /** What the client of a session that goes on was before: it is not told anew. */
  private static Health health(
      @Nullable Session older, Leavers.@Nullable Leaver leaver, long epoch) {
    if (older != null) {
      return older.epoch() == epoch ? older.health() : Health.UNJUDGED;
    }
    return leaver != null && leaver.epoch() == epoch ? leaver.health() : Health.UNJUDGED;
  }

  private void takeOver(Session older, Session newer) {
    // A client that logs in anew although its connection stands has lost it, and the kernel knows.
    Disconnect disconnect =
        new Disconnect(
            DisconnectReason.TAKEN_OVER,
            "a newer login came from " + newer.remoteAddress() + ", epoch " + newer.epoch(),
            0,
            0,
            0,
            older.connection().glance(),
            Optional.empty());
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
    var leaver =
        new Leavers.Leaver(
            departure.atNanos(),
            session.flaps(),
            verdict(departure),
            session.epoch(),
            session.health());
    boolean wasCurrent;
    boolean room = true;
    synchronized (stripe) {
      wasCurrent = stripe.online.remove(session);
      if (wasCurrent) {
        room = stripe.leavers.left(session.clientId(), leaver);
      }
    }
    if (wasCurrent) {
      listener.released(session, disconnect);
      attached.decrementAndGet();
    }
    if (!room) {
      forgotten.increment();
    }
    return true;
  }

  private static @Nullable Departure verdict(Departure departure) {
    boolean judged = departure.disconnect().decidedBy() == DisconnectReason.Initiator.DETECTOR;
    return judged ? departure : null;
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
   * The session of {@code clientId} with this epoch ended, because the client came to another
   * gateway. Does nothing if its session here is a newer one.
   *
   * @return whether it was here
   */
  public boolean endedElsewhere(ClientId clientId, long epoch) {
    return session(clientId)
        .filter(session -> session.epoch() == epoch)
        .filter(this::superseded)
        .isPresent();
  }

  /** {@code session} is over, because its client came elsewhere; false if it had ended before. */
  public boolean superseded(Session session) {
    var moved = Disconnect.of(DisconnectReason.TAKEN_OVER, "it came to another gateway");
    boolean ended = detach(session, moved);
    if (ended) {
      session.connection().close(moved, Farewell.NONE);
    }
    return ended;
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
      review();
    }
  }

  /** Rules have changed: each connection looks up what it is held to, soon. */
  public void review() {
    sessions().forEach(session -> session.connection().reviewPolicy());
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

  /** A part of all sessions at this moment: {@code slice}, from 0, of at most 256; a copy. */
  public List<Session> slice(int slice, int slices) {
    List<Session> some = new ArrayList<>();
    for (int i = STRIPES * slice / slices; i < STRIPES * (slice + 1) / slices; i++) {
      synchronized (stripes[i]) {
        stripes[i].online.addTo(some);
      }
    }
    return some;
  }

  /** How many clients are attached. */
  public long attached() {
    return attached.get();
  }

  /** How many logins have succeeded since the start. */
  public long logins() {
    return logins.sum();
  }

  /** Of how many clients that left lately something is remembered. */
  public int leavers() {
    int all = 0;
    for (Stripe stripe : stripes) {
      synchronized (stripe) {
        all += stripe.leavers.size();
      }
    }
    return all;
  }

  /** How many of those were forgotten because the bound was reached, since the start. */
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

  /** One part of the map, guarded by its own monitor. */
  private static final class Stripe {
    private final SessionTable online;
    private final Leavers leavers;

    Stripe(int leaversBound, SessionTable online) {
      this.online = online;
      this.leavers = new Leavers(leaversBound);
    }
  }
}
