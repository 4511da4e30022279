package io.heartwire.gateway.cluster.embedded;

import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Timeout;
import io.heartwire.gateway.cluster.Timeouts;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Timeouts that are pending: each comes out as an event in the transaction that forgets it. NOT
 * thread safe but for {@link #figures}: the thread that commits owns it.
 */
final class TimeoutRows {
  private static final int FIRED_AT_A_TIME = 1_000;

  /**
   * How much may be pending.
   *
   * @param count so many timeouts
   * @param payloadBytes all payloads together
   */
  record Bounds(long count, long payloadBytes) {}

  /** Those that are due; the same ones for each statement of a transaction. */
  private static final String DUE =
      " FROM timeout WHERE due_us <= ? ORDER BY due_us LIMIT " + FIRED_AT_A_TIME;

  /** The payload was JSON when it was taken, and a name needs no escapes. */
  private static final String DATA =
      "'{\"id\":\"' || id || '\",\"at\":\"'"
          + " || strftime('%Y-%m-%dT%H:%M:%S', at_us / 1000000, 'unixepoch')"
          + " || printf('.%06dZ', at_us % 1000000) || '\",\"payload\":' || payload || '}'";

  private final EngineTime time;
  private final EventRows events;
  private final Bounds bounds;
  private final LastingStatement size;
  private final LastingStatement insert;
  private final LastingStatement update;
  private final LastingStatement remove;
  private final LastingStatement dueSize;
  private final LastingStatement tell;
  private final LastingStatement forgetDue;
  private final LastingStatement firstDue;
  private long count;
  private long payloadBytes;
  private long committedBytes;
  private long fired;
  private long refused;
  private long lateMicros;
  private volatile Timeouts.Figures shown;

  TimeoutRows(Connection connection, EngineTime time, EventRows events, Bounds bounds)
      throws SQLException {
    this.time = time;
    this.events = events;
    this.bounds = bounds;
    this.size =
        LastingStatement.of(
            connection, "SELECT rowid, octet_length(payload) FROM timeout WHERE id = ?");
    this.insert =
        LastingStatement.of(
            connection, "INSERT INTO timeout (id, at_us, due_us, payload) VALUES (?, ?, ?, ?)");
    this.update =
        LastingStatement.of(
            connection, "UPDATE timeout SET at_us = ?, due_us = ?, payload = ? WHERE rowid = ?");
    this.remove = LastingStatement.of(connection, "DELETE FROM timeout WHERE rowid = ?");
    this.dueSize =
        LastingStatement.of(
            connection,
            "SELECT count(*), sum(octet_length(payload)), min(due_us)"
                + " FROM (SELECT payload, due_us"
                + DUE
                + ")");
    this.tell =
        LastingStatement.of(
            connection,
            "INSERT INTO event (at_us, type, epoch, data) SELECT ?, '"
                + EventType.TIMEOUT.word()
                + "', 0, "
                + DATA
                + DUE);
    this.forgetDue =
        LastingStatement.of(
            connection, "DELETE FROM timeout WHERE rowid IN (SELECT rowid" + DUE + ")");
    this.firstDue = LastingStatement.of(connection, "SELECT min(due_us) FROM timeout");
    try (Statement statement = connection.createStatement();
        ResultSet all =
            statement.executeQuery(
                "SELECT count(*), coalesce(sum(octet_length(payload)), 0) FROM timeout")) {
      this.count = all.getLong(1);
      this.payloadBytes = all.getLong(2);
    }
    this.committedBytes = payloadBytes;
    this.shown = new Timeouts.Figures(count, 0, 0, 0);
  }

  Timeouts.Answer set(Timeout timeout) throws SQLException {
    int bytes = timeout.payload().getBytes(StandardCharsets.UTF_8).length;
    size.setString(1, timeout.id());
    long row = -1;
    long before = 0;
    try (ResultSet found = size.executeQuery()) {
      if (found.next()) {
        row = found.getLong(1);
        before = found.getLong(2);
      }
    }
    Optional<String> full = full(row < 0, bytes - before);
    if (full.isPresent()) {
      refused++;
      return new Timeouts.Answer.Full(full.get());
    }
    long at = EngineTime.micros(timeout.at());
    long reaching = time.reaching(timeout.at());
    if (row < 0) {
      insert.setString(1, timeout.id());
      insert.setLong(2, at);
      insert.setLong(3, reaching);
      insert.setString(4, timeout.payload());
      insert.executeUpdate();
      count++;
    } else {
      update.setLong(1, at);
      update.setLong(2, reaching);
      update.setString(3, timeout.payload());
      update.setLong(4, row);
      update.executeUpdate();
    }
    payloadBytes += bytes - before;
    return new Timeouts.Answer.Kept(row >= 0);
  }

  private Optional<String> full(boolean isNew, long more) {
    if (isNew && count >= bounds.count()) {
      return Optional.of(
          count
              + " timeouts are pending, and no more are kept (presence.timeouts-max): cancel some,"
              + " or raise it");
    }
    if (more > 0 && payloadBytes + more > bounds.payloadBytes()) {
      return Optional.of(
          "the payloads of all pending timeouts have "
              + payloadBytes
              + " bytes, and no more than "
              + bounds.payloadBytes()
              + " are kept, a quarter of presence.keep-bytes: raise that, or send less");
    }
    return Optional.empty();
  }

  boolean cancel(String id) throws SQLException {
    size.setString(1, id);
    long row;
    long bytes;
    try (ResultSet found = size.executeQuery()) {
      if (!found.next()) {
        return false;
      }
      row = found.getLong(1);
      bytes = found.getLong(2);
    }
    remove.setLong(1, row);
    remove.executeUpdate();
    count--;
    payloadBytes -= bytes;
    return true;
  }

  /** Lets those come out that are due, the earliest first, up to {@value #FIRED_AT_A_TIME}. */
  void fire() throws SQLException {
    long now = time.reached();
    dueSize.setLong(1, now);
    long bytes;
    try (ResultSet found = dueSize.executeQuery()) {
      if (!found.next() || found.getLong(1) == 0) {
        return;
      }
      bytes = found.getLong(2);
      lateMicros = now - found.getLong(3);
    }
    tell.setLong(1, EngineTime.micros(time.wall()));
    tell.setLong(2, now);
    events.wrote(tell.executeUpdate());
    forgetDue.setLong(1, now);
    int gone = forgetDue.executeUpdate();
    fired += gone;
    count -= gone;
    payloadBytes -= bytes;
  }

  /** When {@link #fire} has something to do, as {@link EngineTime#reached}; far away if never. */
  long nextDue() throws SQLException {
    if (count == 0) {
      return Long.MAX_VALUE;
    }
    try (ResultSet found = firstDue.executeQuery()) {
      return found.next() ? found.getLong(1) : Long.MAX_VALUE;
    }
  }

  void committed() {
    committedBytes = payloadBytes;
    shown = new Timeouts.Figures(count, fired, refused, lateMicros / 1_000);
  }

  void rolledBack() {
    count = shown.pending();
    payloadBytes = committedBytes;
    fired = shown.fired();
    refused = shown.refused();
    lateMicros = shown.latenessMs() * 1_000;
  }

  Timeouts.Figures figures() {
    return shown;
  }
}
