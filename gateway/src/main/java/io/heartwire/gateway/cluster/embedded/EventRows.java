package io.heartwire.gateway.cluster.embedded;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Notice;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes events. NOT thread safe: the thread that commits owns it. What it writes holds once the
 * transaction does.
 *
 * <p>Up to {@value #AT_ONCE} are gathered and written by one statement, a third faster than one by
 * one. Whoever else reads or writes events in the transaction has to {@link #flush} before.
 */
final class EventRows {
  private static final int AT_ONCE = 16;
  private static final String INSERT =
      "INSERT INTO event (at_us, type, client, user, epoch, data) VALUES ";
  private static final String ROW = "(?, ?, ?, ?, ?, ?)";
  private static final int COLUMNS = 6;

  private final EngineTime time;
  private final LastingStatement insert;
  private final LastingStatement insertMany;
  private final LastingStatement insertOfMessage;
  private final List<Gathered> gathered = new ArrayList<>(AT_ONCE);
  private long written;

  private record Gathered(Notice notice, long atMicros) {}

  EventRows(Connection connection, EngineTime time) throws SQLException {
    this.time = time;
    this.insert = LastingStatement.of(connection, INSERT + ROW);
    this.insertMany =
        LastingStatement.of(connection, INSERT + ROW + (", " + ROW).repeat(AT_ONCE - 1));
    this.insertOfMessage =
        LastingStatement.of(
            connection,
            "INSERT INTO event (at_us, type, client, user, epoch, data, message_id)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)");
  }

  void add(
      EventType type, Optional<ClientId> client, Optional<String> user, long epoch, String data)
      throws SQLException {
    add(new Notice(type, client, user, epoch, data));
  }

  void add(Notice notice) throws SQLException {
    gathered.add(new Gathered(notice, EngineTime.micros(time.wall())));
    written++;
    if (gathered.size() == AT_ONCE) {
      for (int row = 0; row < AT_ONCE; row++) {
        bind(insertMany, row * COLUMNS, gathered.get(row));
      }
      gathered.clear();
      insertMany.executeUpdate();
    }
  }

  /** {@code messageId} is that of the message which it is about; found by it at once. */
  void add(Notice notice, String messageId) throws SQLException {
    flush();
    bind(insertOfMessage, 0, new Gathered(notice, EngineTime.micros(time.wall())));
    insertOfMessage.setString(COLUMNS + 1, messageId);
    insertOfMessage.executeUpdate();
    written++;
  }

  /** Writes what is gathered. */
  void flush() throws SQLException {
    for (Gathered event : gathered) {
      bind(insert, 0, event);
      insert.executeUpdate();
    }
    gathered.clear();
  }

  private static void bind(LastingStatement statement, int before, Gathered event)
      throws SQLException {
    Notice notice = event.notice();
    statement.setLong(before + 1, event.atMicros());
    statement.setString(before + 2, notice.type().word());
    statement.setText(before + 3, notice.client().map(ClientId::value));
    statement.setText(before + 4, notice.user());
    statement.setLong(before + 5, notice.epoch());
    statement.setString(before + 6, notice.data());
  }

  /** {@code count} events were written by a statement of somebody else. */
  void wrote(long count) {
    written += count;
  }

  /** How many were written since {@link #committed}. */
  long written() {
    return written;
  }

  /** All of them hold. */
  void committed() {
    written = 0;
  }

  /** None of those since {@link #committed} does. */
  void rolledBack() {
    gathered.clear();
    written = 0;
  }
}
