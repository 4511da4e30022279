package io.heartwire.gateway.cluster.embedded;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.core.time.NanoClock;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Inbox;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.cluster.Presences;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transactions of one engine: what is asked for, and what falls due by itself. NOT thread safe
 * but for {@link #counts} and {@link #latestEvent}: the thread that commits owns it.
 */
final class SqliteLedger implements CommitLoop.Ledger {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteLedger.class);

  /** How exactly it is known when a gateway was killed that had nothing to write. */
  private static final long ALIVE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** What is in memory is not to fill it. */
  private static final long IN_MEMORY_BYTES = 64L << 20;

  private final Connection connection;
  private final DatabaseFile file;
  private final Meta meta;
  private final NanoClock clock;
  private final EngineTime time;
  private final GraceTime graceTime;
  private final ReentrantLock turn;
  private final Runnable onEvents;
  private final Tally tally = new Tally();
  private final EventRows events;
  private final SessionRows sessions;
  private final MessageRows messages;
  private final TimeoutRows timeouts;
  private final Cursors cursors;
  private final DeadLetterRows deadLetters;
  private final GroupRows groups;
  private final AuditRows audit;
  private final TargetRows targets;
  private final HeartbeatTokenRows heartbeatTokens;
  private final OpenIncident incident;
  private final Forgetting forgetting;
  private long nextDeadline;
  private long nextExpiry;
  private long nextTimeout;
  private long aliveAtNanos;
  private final AtomicLong latestEvent = new AtomicLong();

  /** 0 before the first one. */
  private final AtomicLong oldestEvent = new AtomicLong();

  /**
   * What it is made of.
   *
   * @param turn held while a transaction is open: nobody else uses its connection then
   */
  record Parts(
      SqliteEngine.Settings settings, SqliteEngine.Surroundings surroundings, ReentrantLock turn) {}

  SqliteLedger(Connection connection, DatabaseFile file, Meta meta, Parts parts, Runnable onEvents)
      throws SQLException {
    this.connection = connection;
    this.file = file;
    this.meta = meta;
    this.clock = parts.surroundings().clock();
    this.turn = parts.turn();
    this.onEvents = onEvents;
    this.time = new EngineTime(clock, parts.surroundings().wallClock(), meta.time());
    this.graceTime = new GraceTime(clock, time);
    this.events = new EventRows(connection, time);
    this.incident = new OpenIncident(meta, events);
    this.sessions =
        new SessionRows(connection, new SessionRows.Times(time, graceTime), events, tally);
    this.messages = new MessageRows(connection, time, events);
    this.cursors = new Cursors(connection);
    this.deadLetters = new DeadLetterRows(connection);
    this.groups = new GroupRows(connection, time);
    this.audit = new AuditRows(connection);
    this.targets = new TargetRows(connection);
    this.heartbeatTokens = new HeartbeatTokenRows(connection);
    Forgetting.Limits limits = limits(parts.settings());
    this.timeouts =
        new TimeoutRows(
            connection,
            time,
            events,
            new TimeoutRows.Bounds(parts.settings().timeoutsMax(), limits.bytes() / 4));
    this.forgetting = new Forgetting(connection, tally, limits, clock.nanoTime());
    Instant lastSeen = EngineTime.instant(meta.alive());
    SessionRows.afterStart(connection, time, lastSeen, parts.settings().leastBootGrace());
    incident.afterStart(time.wall(), lastSeen);
    events.flush();
    // Whoever is killed in its first seconds has lived until now at least.
    meta.alive(time);
    count();
    this.nextDeadline = sessions.nextDeadline();
    this.nextExpiry = messages.nextExpiry();
    this.nextTimeout = timeouts.nextDue();
    this.aliveAtNanos = clock.nanoTime();
    connection.commit();
    events.committed();
    tally.committed();
  }

  private Forgetting.Limits limits(SqliteEngine.Settings settings) {
    long most = file.inMemory() ? IN_MEMORY_BYTES : Long.MAX_VALUE / 2;
    return new Forgetting.Limits(
        settings.keepAge(),
        Math.min(most, settings.keepBytes()),
        Math.min(2 * most, settings.holdBytes()));
  }

  private void count() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows =
          statement.executeQuery("SELECT state, count(*) FROM session GROUP BY state")) {
        while (rows.next()) {
          tally.set(SessionRow.state(rows.getInt(1)), rows.getLong(2));
        }
      }
      latestEvent.set(Schema.number(statement, "SELECT max(number) FROM event"));
      oldestEvent.set(Schema.number(statement, "SELECT min(number) FROM event"));
    }
  }

  SessionRows sessions() {
    return sessions;
  }

  MessageRows messages() {
    return messages;
  }

  /** A message of a client, told once: see {@link Inbox#receive}. */
  Inbox.Received receive(Notice notice, String id) throws SQLException {
    long known = messages.eventOf(notice, id);
    messages.tally().received(known > 0);
    if (known > 0) {
      return new Inbox.Received(known, true);
    }
    events.add(notice, id);
    return new Inbox.Received(latestEvent() + events.written(), false);
  }

  TimeoutRows timeouts() {
    return timeouts;
  }

  AuditRows audit() {
    return audit;
  }

  GroupRows groups() {
    return groups;
  }

  TargetRows targets() {
    return targets;
  }

  HeartbeatTokenRows heartbeatTokens() {
    return heartbeatTokens;
  }

  long record(Notice notice) throws SQLException {
    incident.told(notice);
    events.add(notice);
    return latestEvent() + events.written();
  }

  long cursorOf(String reader) throws SQLException {
    return cursors.of(reader, latestEvent());
  }

  long advance(String reader, long number) throws SQLException {
    return cursors.advance(reader, number);
  }

  DeadLetterRows deadLetters() {
    return deadLetters;
  }

  Presences counts() {
    return tally.shown();
  }

  long latestEvent() {
    return latestEvent.get();
  }

  /** The next one's number if there is none. */
  long oldestEvent() {
    long oldest = oldestEvent.get();
    return oldest == 0 ? latestEvent() + 1 : oldest;
  }

  @Override
  public void begin() {
    turn.lock();
    graceTime.began();
  }

  @Override
  public void chores() throws SQLException {
    events.flush();
    if (nextDeadline <= graceTime.now()) {
      sessions.expire();
    }
    if (forgetting.step(clock.nanoTime(), time.wall(), cursors)) {
      for (Cursors.Fallen fallen : cursors.fallen(forgetting.first())) {
        tellThatIsBroken(fallen);
      }
    }
    if (nextExpiry <= time.now()) {
      messages.expire();
    }
    if (nextTimeout <= time.reached()) {
      timeouts.fire();
    }
    if (nanosToAlive() == 0) {
      meta.alive(time);
      aliveAtNanos = clock.nanoTime();
    }
  }

  private void tellThatIsBroken(Cursors.Fallen sink) throws SQLException {
    String detail =
        sink.reader()
            + " has not taken the events from "
            + (sink.last() + 1)
            + " on, and those before "
            + sink.oldest()
            + " were forgotten: the file has grown beyond presence.hold-bytes; repair it, and bring"
            + " its system up to date from /api/v1/clients";
    LOG.error("sink {}", detail);
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("sink", sink.reader()).put("last", sink.last()).put("oldest", sink.oldest());
    data.put("detail", "sink " + detail);
    events.add(EventType.SINK_BROKEN, Optional.empty(), Optional.empty(), 0, data.toString());
  }

  private long nanosToAlive() {
    return Math.max(0, ALIVE_NANOS - (clock.nanoTime() - aliveAtNanos));
  }

  @Override
  public void commit() throws SQLException {
    events.flush();
    long written = events.written();
    nextDeadline = sessions.nextDeadline();
    nextExpiry = messages.nextExpiry();
    nextTimeout = timeouts.nextDue();
    connection.commit();
    graceTime.committed();
    events.committed();
    tally.committed();
    cursors.committed();
    messages.tally().committed();
    timeouts.committed();
    long before = latestEvent.getAndAdd(written);
    if (forgetting.first() > 0) {
      oldestEvent.set(forgetting.first());
    } else if (written > 0) {
      oldestEvent.compareAndSet(0, before + 1);
    }
    turn.unlock();
    if (written > 0) {
      onEvents.run();
    }
  }

  @Override
  public void rollback() {
    events.rolledBack();
    tally.rolledBack();
    cursors.rolledBack();
    forgetting.rolledBack(clock.nanoTime());
    messages.tally().rolledBack();
    timeouts.rolledBack();
    try {
      connection.rollback();
    } catch (SQLException e) {
      beginAnew(e);
    } finally {
      turn.unlock();
    }
  }

  /**
   * Where a disk is full or fails, SQLite rolls back by itself. Then the driver's own rollback
   * fails, and begins no transaction for what comes.
   */
  private void beginAnew(SQLException why) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
    } catch (SQLException e) {
      LOG.debug("rolling back ({})", why.getMessage(), e);
    }
  }

  @Override
  public long nanosToChores() {
    long toDue =
        Math.min(
            nanos(nextDeadline, graceTime.now()),
            Math.min(nanos(nextExpiry, time.now()), nanos(nextTimeout, time.reached())));
    // With timeouts as well: a clock that was set is noticed, and where it stood is not forgotten.
    boolean anybody = tally.shown().attached() > 0 || timeouts.figures().pending() > 0;
    long rest =
        Math.min(
            forgetting.nanosToNext(clock.nanoTime()), anybody ? nanosToAlive() : Long.MAX_VALUE);
    long look = tally.shown().inGrace() > 0 ? GraceTime.LOOK_NANOS : Long.MAX_VALUE;
    long next = Math.min(Math.min(toDue, rest), look);
    graceTime.plans(next);
    return next;
  }

  private static long nanos(long dueMicros, long now) {
    return dueMicros == Long.MAX_VALUE
        ? Long.MAX_VALUE
        : TimeUnit.MICROSECONDS.toNanos(Math.max(0, dueMicros - now));
  }

  @Override
  public Optional<String> problem(SQLException e) {
    return file.problem(e);
  }
}
