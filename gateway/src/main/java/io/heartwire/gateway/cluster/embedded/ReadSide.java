package io.heartwire.gateway.cluster.embedded;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.AuditLine;
import io.heartwire.gateway.cluster.AuditLog;
import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.cluster.DeadLetter;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.ForgottenException;
import io.heartwire.gateway.cluster.GroupVersion;
import io.heartwire.gateway.cluster.HeartbeatToken;
import io.heartwire.gateway.cluster.Holding;
import io.heartwire.gateway.cluster.SavedTarget;
import io.heartwire.gateway.cluster.Selection;
import io.heartwire.gateway.cluster.Timeout;
import io.heartwire.gateway.cluster.Timeouts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Reads what is durable. Thread safe; one reads at a time. */
final class ReadSide {
  private static final String HOLDING =
      "SELECT client, state, epoch, user, grp, listener, address, version, since_us, changed_us,"
          + " last_seen_us, lost_reason, lost_data FROM session ";
  private static final String EVENT =
      "SELECT number, at_us, type, client, user, epoch, data FROM event WHERE ";

  private static final String TIMEOUT =
      "SELECT id, at_us, payload, due_us, rowid FROM timeout WHERE ";

  private final Connection connection;
  private final ReentrantLock turn;
  private boolean closed;

  /** Reads on {@code connection} whenever it has the {@code turn}. */
  ReadSide(Connection connection, ReentrantLock turn) {
    this.connection = connection;
    this.turn = turn;
  }

  @FunctionalInterface
  private interface Reading<T> {
    T of(ResultSet rows) throws SQLException;
  }

  Optional<Holding> find(ClientId client) {
    List<Holding> found = all(HOLDING + "WHERE client = ?", ReadSide::holding, client.value());
    return found.stream().findFirst();
  }

  List<Holding> clientsOf(String user) {
    return all(HOLDING + "WHERE user = ? ORDER BY client", ReadSide::holding, user);
  }

  List<Holding> clients(Selection selection) {
    SelectedRows rows = SelectedRows.page(selection);
    return all(HOLDING + rows.condition(), ReadSide::holding, rows.parameters().toArray());
  }

  long count(Selection selection) {
    SelectedRows rows = SelectedRows.all(selection);
    return all(
            "SELECT count(*) FROM session " + rows.condition(),
            found -> found.getLong(1),
            rows.parameters().toArray())
        .get(0);
  }

  List<Event> events(long after, int limit) {
    List<Long> oldest = all("SELECT min(number) FROM event WHERE ?", rows -> rows.getLong(1), 1);
    if (after > 0 && !oldest.isEmpty() && oldest.get(0) > after + 1) {
      throw new ForgottenException(after, oldest.get(0));
    }
    return all(EVENT + "number > ? ORDER BY number LIMIT ?", ReadSide::event, after, limit);
  }

  List<Event> history(ClientId client, int limit) {
    return all(
        EVENT + "client = ? AND message_id IS NULL ORDER BY number DESC LIMIT ?",
        ReadSide::event,
        client.value(),
        limit);
  }

  List<ClientId> inGrace(String group) {
    return all(
        "SELECT client FROM session WHERE deadline_us IS NOT NULL AND grp = ?",
        row -> new ClientId(row.getString(1)),
        group);
  }

  List<AuditLog.Entry> auditLines(AuditLog.Wanted wanted, long before, int limit) {
    return all(
        "SELECT number, at_us, by_whom, action, scope, before, after, expires_us, dry_run, result"
            + " FROM audit WHERE at_us >= ? AND (? = '' OR action = ?) AND number < ?"
            + " ORDER BY number DESC LIMIT ?",
        ReadSide::auditLine,
        EngineTime.micros(wanted.since()),
        wanted.action().orElse(""),
        wanted.action().orElse(""),
        before,
        limit);
  }

  private static AuditLog.Entry auditLine(ResultSet row) throws SQLException {
    long expires = row.getLong(8);
    return new AuditLog.Entry(
        row.getLong(1),
        new AuditLine(
            EngineTime.instant(row.getLong(2)),
            row.getString(3),
            row.getString(4),
            row.getString(5),
            row.getString(6),
            row.getString(7),
            expires == 0 ? Optional.empty() : Optional.of(EngineTime.instant(expires)),
            row.getInt(9) != 0,
            row.getString(10)));
  }

  long countAuditLines(AuditLog.Wanted wanted) {
    return all(
            "SELECT count(*) FROM audit WHERE at_us >= ? AND (? = '' OR action = ?)",
            rows -> rows.getLong(1),
            EngineTime.micros(wanted.since()),
            wanted.action().orElse(""),
            wanted.action().orElse(""))
        .get(0);
  }

  long droppedAuditLines() {
    return all("SELECT min(number) FROM audit WHERE ?", rows -> rows.getLong(1), 1).stream()
        .mapToLong(oldest -> Math.max(0, oldest - 1))
        .findFirst()
        .orElse(0);
  }

  List<DeadLetter> deadLetters(String reader, long after, int limit) {
    return all(
        "SELECT number, at_us, type, client, user, epoch, data, reader, given_up_us, why"
            + " FROM dead_letter WHERE reader = ? AND number > ? ORDER BY number LIMIT ?",
        row ->
            new DeadLetter(
                row.getString(8),
                event(row),
                EngineTime.instant(row.getLong(9)),
                row.getString(10)),
        reader,
        after,
        limit);
  }

  long countDeadLetters(String reader) {
    return all("SELECT count(*) FROM dead_letter WHERE reader = ?", row -> row.getLong(1), reader)
        .get(0);
  }

  Optional<Timeout> timeout(String id) {
    return all(TIMEOUT + "id = ?", ReadSide::timeout, id).stream().map(Place::timeout).findFirst();
  }

  /** A cursor is {@code due.row}: where in the order of coming out the page before ended. */
  Timeouts.Page timeouts(Optional<String> after, int limit) {
    List<Long> from = after.map(ReadSide::position).orElse(List.of(Long.MIN_VALUE, 0L));
    List<Place> found =
        all(
            TIMEOUT + "(due_us, rowid) > (?, ?) ORDER BY due_us, rowid LIMIT ?",
            ReadSide::timeout,
            from.get(0),
            from.get(1),
            limit + 1);
    List<Place> page = found.subList(0, Math.min(limit, found.size()));
    return new Timeouts.Page(
        page.stream().map(Place::timeout).toList(),
        found.size() > limit ? Optional.of(page.get(limit - 1).cursor()) : Optional.empty());
  }

  private static List<Long> position(String cursor) {
    if (!cursor.matches("-?\\d{1,18}\\.\\d{1,18}")) {
      throw new IllegalArgumentException(
          "after (" + cursor + ") is not the 'next' of this list: begin again without it");
    }
    int dot = cursor.indexOf('.');
    return List.of(
        Long.parseLong(cursor.substring(0, dot)), Long.parseLong(cursor.substring(dot + 1)));
  }

  List<GroupVersion> groupVersions() {
    return all(GroupRows.ALL, GroupRows::version);
  }

  List<HeartbeatToken> heartbeatTokens() {
    return all(HeartbeatTokenRows.ALL, HeartbeatTokenRows::token);
  }

  List<SavedTarget> targets() {
    return all(TargetRows.ALL, TargetRows::target);
  }

  /** Reads nothing any more; waits for whoever reads. */
  void close(boolean withConnection) throws SQLException {
    turn.lock();
    try {
      closed = true;
      if (withConnection) {
        connection.close();
      }
    } finally {
      turn.unlock();
    }
  }

  private <T> List<T> all(String query, Reading<T> reading, Object... parameters) {
    turn.lock();
    try {
      if (closed) {
        throw new IllegalStateException("presence has been closed: the gateway is being stopped");
      }
      return read(query, reading, parameters);
    } catch (SQLException e) {
      throw new IllegalStateException("presence cannot be read: " + e.getMessage(), e);
    } finally {
      turn.unlock();
    }
  }

  private <T> List<T> read(String query, Reading<T> reading, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<T> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(reading.of(rows));
        }
      }
      return found;
    }
  }

  private static Holding holding(ResultSet row) throws SQLException {
    long lastSeen = row.getLong(11);
    return new Holding(
        new ClientId(row.getString(1)),
        SessionRow.state(row.getInt(2)),
        row.getLong(3),
        Optional.ofNullable(row.getString(4)),
        row.getString(5),
        new Claim.Door(row.getString(6), row.getString(7), row.getString(8)),
        Optional.empty(),
        EngineTime.instant(row.getLong(9)),
        EngineTime.instant(row.getLong(10)),
        lastSeen == 0 ? Optional.<Instant>empty() : Optional.of(EngineTime.instant(lastSeen)),
        Optional.ofNullable(row.getString(12)),
        Optional.ofNullable(row.getString(13)));
  }

  /** A timeout, and where it stands in the order of coming out. */
  private record Place(Timeout timeout, String cursor) {}

  private static Place timeout(ResultSet row) throws SQLException {
    return new Place(
        new Timeout(row.getString(1), EngineTime.instant(row.getLong(2)), row.getString(3)),
        row.getLong(4) + "." + row.getLong(5));
  }

  private static Event event(ResultSet row) throws SQLException {
    String word = row.getString(3);
    return new Event(
        row.getLong(1),
        EngineTime.instant(row.getLong(2)),
        EventType.of(word)
            .orElseThrow(() -> new IllegalStateException("an event of unknown type " + word)),
        Optional.ofNullable(row.getString(4)),
        Optional.ofNullable(row.getString(5)),
        row.getLong(6),
        row.getString(7));
  }
}
