package io.heartwire.gateway.cluster.embedded;

import io.heartwire.core.time.NanoClock;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.cluster.Presences;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
  private final ReentrantLock turn;
  private final Runnable onEvents;
  private final Tally tally = new Tally();
  private final EventRows events;
  private final SessionRows sessions;
  private final Cursors cursors;
  private final GroupRows groups;
  private final Forgetting forgetting;
  private long nextDeadline;
  private long aliveAtNanos;
  private final AtomicLong latestEvent = new AtomicLong();

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
    this.events = new EventRows(connection, time);
    this.sessions = new SessionRows(connection, time, events, tally);
    this.cursors = new Cursors(connection);
    this.groups = new GroupRows(connection, time);
    this.forgetting = new Forgetting(connection, tally, limits(parts.settings()), clock.nanoTime());
    SessionRows.afterStart(
        connection, time, EngineTime.instant(meta.alive()), parts.settings().leastBootGrace());
    // Whoever is killed in its first seconds has lived until now at least.
    meta.alive(time);
    count();
    this.nextDeadline = sessions.nextDeadline();
    this.aliveAtNanos = clock.nanoTime();
    connection.commit();
    tally.committed();
  }

  private Forgetting.Limits limits(SqliteEngine.Settings settings) {
    long most = file.inMemory() ? IN_MEMORY_BYTES : settings.keepBytes();
    return new Forgetting.Limits(settings.keepAge(), Math.min(most, settings.keepBytes()));
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
    }
  }

  SessionRows sessions() {
    return sessions;
  }

  GroupRows groups() {
    return groups;
  }

  long record(Notice notice) throws SQLException {
    events.add(notice.type(), notice.client(), notice.user(), notice.epoch(), notice.data());
    return latestEvent() + events.written();
  }

  long cursorOf(String reader) throws SQLException {
    return cursors.of(reader, latestEvent());
  }

  long advance(String reader, long number) throws SQLException {
    return cursors.advance(reader, number);
  }

  Presences counts() {
    return tally.shown();
  }

  long latestEvent() {
    return latestEvent.get();
  }

  @Override
  public void begin() {
    turn.lock();
  }

  @Override
  public void chores() throws SQLException {
    if (nextDeadline <= time.now()) {
      sessions.expire();
    }
    forgetting.step(clock.nanoTime(), time.wall(), cursors.slowest());
    if (nanosToAlive() == 0) {
      meta.alive(time);
      aliveAtNanos = clock.nanoTime();
    }
  }

  private long nanosToAlive() {
    return Math.max(0, ALIVE_NANOS - (clock.nanoTime() - aliveAtNanos));
  }

  @Override
  public void commit() throws SQLException {
    long written = events.takeWritten();
    nextDeadline = sessions.nextDeadline();
    connection.commit();
    tally.committed();
    latestEvent.addAndGet(written);
    turn.unlock();
    if (written > 0) {
      onEvents.run();
    }
  }

  @Override
  public void rollback() {
    events.takeWritten();
    tally.rolledBack();
    try {
      connection.rollback();
    } catch (SQLException e) {
      LOG.debug("rolling back", e);
    } finally {
      turn.unlock();
    }
  }

  @Override
  public long nanosToChores() {
    long now = time.now();
    long toDeadline =
        nextDeadline == Long.MAX_VALUE
            ? Long.MAX_VALUE
            : TimeUnit.MICROSECONDS.toNanos(Math.max(0, nextDeadline - now));
    boolean anybody = tally.shown().attached() > 0;
    long rest =
        Math.min(
            forgetting.nanosToNext(clock.nanoTime()), anybody ? nanosToAlive() : Long.MAX_VALUE);
    return Math.min(toDeadline, rest);
  }

  @Override
  public Optional<String> problem(SQLException e) {
    return file.problem(e);
  }
}
