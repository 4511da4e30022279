package io.heartwire.gateway.cluster.embedded;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;

/** Few values of the whole file. NOT thread safe: the thread that commits owns it. */
final class Meta {
  private static final String SECRET = "secret";

  /** When the engine last committed while somebody was attached, by the wall clock. */
  private static final String ALIVE = "alive_us";

  /** The same in the time of the engine. */
  private static final String TIME = "time_us";

  private final LastingStatement get;
  private final LastingStatement put;
  private final LastingStatement remove;

  Meta(Connection connection) throws SQLException {
    this.get = LastingStatement.of(connection, "SELECT value FROM meta WHERE name = ?");
    this.put =
        LastingStatement.of(connection, "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)");
    this.remove = LastingStatement.of(connection, "DELETE FROM meta WHERE name = ?");
  }

  byte[] secret(Supplier<byte[]> fresh) throws SQLException {
    get.setString(1, SECRET);
    try (ResultSet found = get.executeQuery()) {
      if (found.next()) {
        return found.getBytes(1);
      }
    }
    byte[] secret = fresh.get();
    put.setString(1, SECRET);
    put.setBytes(2, secret);
    put.executeUpdate();
    return secret;
  }

  long alive() throws SQLException {
    return number(ALIVE);
  }

  long time() throws SQLException {
    return number(TIME);
  }

  void alive(EngineTime now) throws SQLException {
    put(ALIVE, EngineTime.micros(now.wall()));
    put(TIME, now.reached());
  }

  Optional<String> text(String name) throws SQLException {
    get.setString(1, name);
    try (ResultSet found = get.executeQuery()) {
      return found.next() ? Optional.ofNullable(found.getString(1)) : Optional.empty();
    }
  }

  void put(String name, String value) throws SQLException {
    put.setString(1, name);
    put.setString(2, value);
    put.executeUpdate();
  }

  void remove(String name) throws SQLException {
    remove.setString(1, name);
    remove.executeUpdate();
  }

  private void put(String name, long value) throws SQLException {
    put.setString(1, name);
    put.setLong(2, value);
    put.executeUpdate();
  }

  private long number(String name) throws SQLException {
    get.setString(1, name);
    try (ResultSet found = get.executeQuery()) {
      return found.next() ? found.getLong(1) : 0;
    }
  }
}
