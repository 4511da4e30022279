package io.heartwire.gateway.cluster.embedded;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * How far each reader has come that is told everything. NOT thread safe: the thread that commits
 * owns it. What is not read yet by a reader of this process is not forgotten for its age.
 */
final class Cursors {
  private final PreparedStatement get;
  private final PreparedStatement put;

  /** Of the readers of this process; after a rollback a value may be ahead, and is set again. */
  private final Map<String, Long> here = new HashMap<>();

  Cursors(Connection connection) throws SQLException {
    this.get = connection.prepareStatement("SELECT number FROM cursor WHERE reader = ?");
    this.put =
        connection.prepareStatement("INSERT OR REPLACE INTO cursor (reader, number) VALUES (?, ?)");
  }

  /** The cursor of {@code reader}; of a new one it is {@code latest} from now on. */
  long of(String reader, long latest) throws SQLException {
    get.setString(1, reader);
    long number;
    try (ResultSet found = get.executeQuery()) {
      number = found.next() ? found.getLong(1) : -1;
    }
    if (number < 0) {
      return advance(reader, latest);
    }
    here.put(reader, number);
    return number;
  }

  long advance(String reader, long number) throws SQLException {
    put.setString(1, reader);
    put.setLong(2, number);
    put.executeUpdate();
    here.put(reader, number);
    return number;
  }

  /** The last event that all readers of this process have taken; beyond all if there are none. */
  long slowest() {
    return here.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
  }
}
