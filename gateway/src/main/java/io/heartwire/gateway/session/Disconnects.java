package io.heartwire.gateway.session;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.time.NanoClock;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * The last departures, and how many there were of each reason. Thread safe.
 *
 * <p>Clients that had logged in and strangers that had not are kept apart, each up to a bound; at
 * the bound the oldest is forgotten, so that a flood of strangers hides no client. What became of
 * older sessions is in the events.
 */
public final class Disconnects {
  private final InstantSource wallClock;
  private final NanoClock clock;
  private final List<Consumer<Departure>> observers = new CopyOnWriteArrayList<>();
  private final Ring clients;
  private final Ring strangers;
  private final AtomicLong numbers = new AtomicLong();

  /**
   * Keeps the last {@code bound} departures of clients, and as many of strangers.
   *
   * @param observer told of each departure once, on the thread that decided it: must not block
   */
  public Disconnects(
      int bound, InstantSource wallClock, NanoClock clock, Consumer<Departure> observer) {
    if (bound < 1) {
      throw new IllegalArgumentException(
          "disconnects kept (" + bound + ") must be at least 1: raise it");
    }
    this.wallClock = wallClock;
    this.clock = clock;
    this.observers.add(observer);
    this.clients = new Ring(bound);
    this.strangers = new Ring(bound);
  }

  /** From now on {@code observer} is told of each departure as well. */
  public void observe(Consumer<Departure> observer) {
    observers.add(observer);
  }

  /** Now, by the wall clock. */
  public Instant now() {
    return wallClock.instant();
  }

  /** Now, on the clock that departures are stamped by. */
  long nanoTime() {
    return clock.nanoTime();
  }

  /** A session ended; called once for each, by the registry. */
  Departure left(Session session, Disconnect disconnect) {
    Departure.Visit visit =
        new Departure.Visit(
            session.sessionId(),
            session.epoch(),
            session.user(),
            session.group(),
            session.tags(),
            session.version(),
            session.since(),
            session.policy(),
            session.connection().spot());
    Departure departure =
        departure(
            Optional.of(session.clientId()),
            Optional.of(visit),
            session.listener(),
            session.remoteAddress(),
            disconnect);
    clients.add(departure);
    observers.forEach(observer -> observer.accept(departure));
    return departure;
  }

  /**
   * A connection ended that had not logged in; called once for each, by its transport.
   *
   * @param clientId what it called itself, if it came so far
   */
  public void turnedAway(
      Optional<ClientId> clientId,
      String listener,
      InetSocketAddress remoteAddress,
      Disconnect disconnect) {
    Departure departure =
        departure(clientId, Optional.empty(), listener, remoteAddress, disconnect);
    strangers.add(departure);
    observers.forEach(observer -> observer.accept(departure));
  }

  private Departure departure(
      Optional<ClientId> clientId,
      Optional<Departure.Visit> visit,
      String listener,
      InetSocketAddress remoteAddress,
      Disconnect disconnect) {
    return new Departure(
        numbers.incrementAndGet(),
        clientId,
        visit,
        listener,
        remoteAddress,
        wallClock.instant(),
        clock.nanoTime(),
        disconnect);
  }

  /** The departures still remembered, the latest first. */
  public List<Departure> recent() {
    List<Departure> all = new ArrayList<>(clients.copy());
    all.addAll(strangers.copy());
    all.sort(Comparator.comparingLong(Departure::number).reversed());
    return all;
  }

  /** How many sessions ended for {@code reason} since the start. */
  public long sessionsEnded(DisconnectReason reason) {
    return clients.count(reason);
  }

  /** How many connections ended for {@code reason} before they had logged in, since the start. */
  public long strangersEnded(DisconnectReason reason) {
    return strangers.count(reason);
  }

  /** All that ended for {@code reason} since the start, logged in or not. */
  public long count(DisconnectReason reason) {
    return sessionsEnded(reason) + strangersEnded(reason);
  }

  private static final class Ring {
    private final Map<DisconnectReason, LongAdder> counts = new EnumMap<>(DisconnectReason.class);
    private final ArrayDeque<Departure> last = new ArrayDeque<>();
    private final int bound;

    Ring(int bound) {
      this.bound = bound;
      for (DisconnectReason reason : DisconnectReason.values()) {
        counts.put(reason, new LongAdder());
      }
    }

    long count(DisconnectReason reason) {
      return counter(reason).sum();
    }

    private LongAdder counter(DisconnectReason reason) {
      return Objects.requireNonNull(counts.get(reason));
    }

    void add(Departure departure) {
      counter(departure.disconnect().reason()).increment();
      synchronized (last) {
        if (last.size() == bound) {
          last.removeFirst();
        }
        last.addLast(departure);
      }
    }

    List<Departure> copy() {
      synchronized (last) {
        return List.copyOf(last);
      }
    }
  }
}
