package io.heartwire.gateway.cluster.embedded;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Notice;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;

/**
 * Writes events. NOT thread safe: the thread that commits owns it. What it writes holds once the
 * transaction does.
 */
final class EventRows {
  private final EngineTime time;
  private final PreparedStatement insert;
  private long written;

  EventRows(Connection connection, EngineTime time) throws SQLException {
    this.time = time;
    this.insert =
        connection.prepareStatement(
            "INSERT INTO event (at_us, type, client, user, epoch, data, message_id)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)");
  }

  void add(
      EventType type, Optional<ClientId> client, Optional<String> user, long epoch, String data)
      throws SQLException {
    add(new Notice(type, client, user, epoch, data), Optional.empty());
  }

  /** {@code messageId} is that of the message which it is about, empty if that has none. */
  void add(Notice notice, Optional<String> messageId) throws SQLException {
    insert.setLong(1, EngineTime.micros(time.wall()));
    insert.setString(2, notice.type().word());
    text(insert, 3, notice.client().map(ClientId::value));
    text(insert, 4, notice.user());
    insert.setLong(5, notice.epoch());
    insert.setString(6, notice.data());
    text(insert, 7, messageId);
    insert.executeUpdate();
    written++;
  }

  /** {@code count} events were written by a statement of somebody else. */
  void wrote(long count) {
    written += count;
  }

  /** How many were written since {@link #takeWritten}. */
  long written() {
    return written;
  }

  /** How many were written since this was asked last. */
  long takeWritten() {
    long count = written;
    written = 0;
    return count;
  }

  static void text(PreparedStatement statement, int index, Optional<String> value)
      throws SQLException {
    if (value.isPresent()) {
      statement.setString(index, value.get());
    } else {
      statement.setNull(index, Types.VARCHAR);
    }
  }
}
