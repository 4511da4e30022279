package io.heartwire.gateway.cluster.embedded;

import io.heartwire.gateway.cluster.AuditLine;
import io.heartwire.gateway.cluster.AuditLog;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Writes the lines of the audit log. NOT thread safe: the thread that commits owns it. */
final class AuditRows {
  /* Numbers are never used twice: the number of the oldest line tells how many are gone. */
  static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE audit (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            at_us INTEGER NOT NULL,
            by_whom TEXT NOT NULL,
            action TEXT NOT NULL,
            scope TEXT NOT NULL,
            before TEXT NOT NULL,
            after TEXT NOT NULL,
            expires_us INTEGER,
            dry_run INTEGER NOT NULL,
            result TEXT NOT NULL
          )\
          """);

  private final LastingStatement insert;
  private final LastingStatement drop;

  AuditRows(Connection connection) throws SQLException {
    this.insert =
        LastingStatement.of(
            connection,
            "INSERT INTO audit (at_us, by_whom, action, scope, before, after, expires_us, dry_run,"
                + " result) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number");
    this.drop = LastingStatement.of(connection, "DELETE FROM audit WHERE number <= ?");
  }

  long write(AuditLine line) throws SQLException {
    insert.setLong(1, EngineTime.micros(line.at()));
    insert.setString(2, line.by());
    insert.setString(3, line.action());
    insert.setString(4, line.scope());
    insert.setString(5, line.before());
    insert.setString(6, line.after());
    if (line.expires().isPresent()) {
      insert.setLong(7, EngineTime.micros(line.expires().get()));
    } else {
      insert.setNoNumber(7);
    }
    insert.setInt(8, line.dryRun() ? 1 : 0);
    insert.setString(9, line.result());
    long number;
    try (ResultSet written = insert.executeQuery()) {
      number = written.next() ? written.getLong(1) : 0;
    }
    drop.setLong(1, number - AuditLog.MOST);
    drop.executeUpdate();
    return number;
  }
}
