package io.heartwire.gateway.cluster.embedded;

import io.heartwire.gateway.cluster.DeadLetter;
import io.heartwire.gateway.cluster.DeadLetters;
import io.heartwire.gateway.cluster.Event;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Writes dead letters, with a copy of their events: the log forgets them. NOT thread safe: the
 * thread that commits owns it.
 */
final class DeadLetterRows {
  static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE dead_letter (
            reader TEXT NOT NULL,
            number INTEGER NOT NULL,
            at_us INTEGER NOT NULL,
            type TEXT NOT NULL,
            client TEXT,
            user TEXT,
            epoch INTEGER NOT NULL,
            data TEXT NOT NULL,
            given_up_us INTEGER NOT NULL,
            why TEXT NOT NULL,
            PRIMARY KEY (reader, number)
          ) WITHOUT ROWID\
          """);

  private final LastingStatement insert;
  private final LastingStatement drop;
  private final LastingStatement delete;
  private final LastingStatement count;

  DeadLetterRows(Connection connection) throws SQLException {
    this.insert =
        LastingStatement.of(
            connection,
            "INSERT OR REPLACE INTO dead_letter (number, at_us, type, client, user, epoch, data,"
                + " reader, given_up_us, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    this.drop =
        LastingStatement.of(
            connection,
            "DELETE FROM dead_letter WHERE reader = ?1 AND number IN (SELECT number FROM"
                + " dead_letter WHERE reader = ?1 ORDER BY number LIMIT ?2)");
    this.delete =
        LastingStatement.of(connection, "DELETE FROM dead_letter WHERE reader = ? AND number = ?");
    this.count =
        LastingStatement.of(connection, "SELECT count(*) FROM dead_letter WHERE reader = ?");
  }

  DeadLetters.Buried bury(DeadLetter letter) throws SQLException {
    Event event = letter.event();
    insert.setLong(1, event.number());
    insert.setLong(2, EngineTime.micros(event.at()));
    insert.setString(3, event.type().word());
    insert.setText(4, event.client());
    insert.setText(5, event.user());
    insert.setLong(6, event.epoch());
    insert.setString(7, event.data());
    insert.setString(8, letter.reader());
    insert.setLong(9, EngineTime.micros(letter.at()));
    insert.setString(10, letter.why());
    insert.executeUpdate();
    long kept = count(letter.reader());
    long tooMany = Math.max(0, kept - DeadLetters.MOST);
    if (tooMany > 0) {
      drop.setString(1, letter.reader());
      drop.setLong(2, tooMany);
      drop.executeUpdate();
    }
    return new DeadLetters.Buried(kept - tooMany, tooMany);
  }

  long remove(String reader, long number) throws SQLException {
    delete.setString(1, reader);
    delete.setLong(2, number);
    delete.executeUpdate();
    return count(reader);
  }

  private long count(String reader) throws SQLException {
    count.setString(1, reader);
    try (ResultSet found = count.executeQuery()) {
      return found.next() ? found.getLong(1) : 0;
    }
  }
}
