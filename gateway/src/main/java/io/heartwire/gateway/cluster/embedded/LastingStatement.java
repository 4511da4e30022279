package io.heartwire.gateway.cluster.embedded;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;

/**
 * A prepared statement that survives its failures. The driver closes a statement for good when the
 * disk was full as it was executed, and for most other reasons ({@code
 * org.sqlite.core.DB.execute}); it is then prepared anew when it is used next. Lasts as long as its
 * connection. NOT thread safe.
 */
final class LastingStatement {
  private final Connection connection;
  private final String sql;
  private PreparedStatement present;
  private boolean failed;

  private LastingStatement(Connection connection, String sql) throws SQLException {
    this.connection = connection;
    this.sql = sql;
    // At once: what is wrong with its text is to be told where it stands.
    this.present = connection.prepareStatement(sql);
  }

  static LastingStatement of(Connection connection, String sql) throws SQLException {
    return new LastingStatement(connection, sql);
  }

  @FunctionalInterface
  private interface Execution<T> {
    T of(PreparedStatement statement) throws SQLException;
  }

  void setLong(int index, long value) throws SQLException {
    usable().setLong(index, value);
  }

  void setInt(int index, int value) throws SQLException {
    usable().setInt(index, value);
  }

  void setString(int index, String value) throws SQLException {
    usable().setString(index, value);
  }

  void setText(int index, Optional<String> value) throws SQLException {
    if (value.isPresent()) {
      setString(index, value.get());
    } else {
      usable().setNull(index, Types.VARCHAR);
    }
  }

  void setNoNumber(int index) throws SQLException {
    usable().setNull(index, Types.INTEGER);
  }

  void setBytes(int index, byte[] value) throws SQLException {
    usable().setBytes(index, value);
  }

  /** The rows are to be closed, which leaves the statement as it is. */
  ResultSet executeQuery() throws SQLException {
    return execute(PreparedStatement::executeQuery);
  }

  /** How many rows have changed. */
  int executeUpdate() throws SQLException {
    return execute(PreparedStatement::executeUpdate);
  }

  private <T> T execute(Execution<T> execution) throws SQLException {
    try {
      return execution.of(usable());
    } catch (SQLException e) {
      failed = true;
      throw e;
    }
  }

  private PreparedStatement usable() throws SQLException {
    if (failed) {
      present.close();
      present = connection.prepareStatement(sql);
      failed = false;
    }
    return present;
  }
}
