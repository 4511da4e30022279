package io.heartwire.gateway.cluster.embedded;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables, and how an older file becomes one of today. Described in {@code docs/presence.md}.
 */
final class Schema {
  /** "Hrtw": tells our files from those of others. */
  private static final int APPLICATION_ID = 0x48727477;

  private static final List<String> PRESENCE_AND_EVENTS =
      List.of(
          "CREATE TABLE meta (name TEXT PRIMARY KEY, value ANY) WITHOUT ROWID",
          """
          CREATE TABLE session (
            client TEXT PRIMARY KEY,
            epoch INTEGER NOT NULL,
            connection INTEGER NOT NULL,
            state INTEGER NOT NULL,
            session_id TEXT NOT NULL,
            user TEXT,
            grp TEXT NOT NULL,
            listener TEXT NOT NULL,
            address TEXT NOT NULL,
            version TEXT NOT NULL,
            since_us INTEGER NOT NULL,
            changed_us INTEGER NOT NULL,
            grace_ms INTEGER NOT NULL,
            deadline_us INTEGER,
            last_seen_us INTEGER,
            lost_reason TEXT,
            lost_data TEXT
          ) WITHOUT ROWID\
          """,
          "CREATE INDEX session_deadline ON session (deadline_us) WHERE deadline_us IS NOT NULL",
          "CREATE INDEX session_offline ON session (changed_us) WHERE state = 0",
          "CREATE INDEX session_user ON session (user) WHERE user IS NOT NULL",
          """
          CREATE TABLE event (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            at_us INTEGER NOT NULL,
            type TEXT NOT NULL,
            client TEXT,
            user TEXT,
            epoch INTEGER NOT NULL,
            data TEXT NOT NULL
          )\
          """,
          "CREATE TABLE cursor (reader TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID",
          "CREATE INDEX event_client ON event (client, number) WHERE client IS NOT NULL");

  private static final List<String> TIMEOUTS =
      List.of(
          """
          CREATE TABLE timeout (
            id TEXT NOT NULL UNIQUE,
            at_us INTEGER NOT NULL,
            due_us INTEGER NOT NULL,
            payload TEXT NOT NULL
          )\
          """,
          "CREATE INDEX timeout_due ON timeout (due_us)");

  private static final List<String> GROUPS =
      List.of(
          "CREATE TABLE group_version (grp TEXT PRIMARY KEY, version INTEGER NOT NULL,"
              + " changed_us INTEGER NOT NULL) WITHOUT ROWID");

  /** Each makes a file one version newer; the first one makes it of nothing. */
  static final List<List<String>> STEPS =
      List.of(
          PRESENCE_AND_EVENTS,
          DeadLetterRows.TABLES,
          MessageRows.TABLES,
          TIMEOUTS,
          GROUPS,
          TargetRows.TABLES,
          AuditRows.TABLES);

  private Schema() {}

  /** Makes {@code connection} one of today's; throws if its file is not ours, or of tomorrow. */
  static void prepare(Connection connection, String file) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      long application = number(statement, "PRAGMA application_id");
      boolean ours = application == APPLICATION_ID;
      if (!ours
          && (application != 0 || number(statement, "SELECT count(*) FROM sqlite_schema") > 0)) {
        throw new IllegalStateException(
            file
                + " is a database of another program: set presence.file to a file of its own for"
                + " Heartwire");
      }
      long version = ours ? number(statement, "PRAGMA user_version") : 0;
      if (version > STEPS.size()) {
        throw new IllegalStateException(
            file
                + " was written by a newer Heartwire (version "
                + version
                + " of its tables, known here is "
                + STEPS.size()
                + "): run that one, or set presence.file to another file");
      }
      migrate(connection, statement, (int) version, STEPS.size());
    }
  }

  /** One transaction a step: what is killed in the middle of it finds the version before. */
  static void migrate(Connection connection, Statement statement, int from, int to)
      throws SQLException {
    connection.setAutoCommit(false);
    for (int version = from; version < to; version++) {
      for (String change : STEPS.get(version)) {
        statement.executeUpdate(change);
      }
      statement.executeUpdate("PRAGMA application_id = " + APPLICATION_ID);
      statement.executeUpdate("PRAGMA user_version = " + (version + 1));
      connection.commit();
    }
    connection.setAutoCommit(true);
  }

  static long number(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }
}
