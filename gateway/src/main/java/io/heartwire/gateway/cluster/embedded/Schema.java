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

  private static final List<String> FIRST =
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
          ) WITHOUT ROWID""",
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
          )""",
          "CREATE TABLE cursor (reader TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID",
          "CREATE INDEX event_client ON event (client, number) WHERE client IS NOT NULL");

  private static final String GROUPS =
      "CREATE TABLE group_version (grp TEXT PRIMARY KEY, version INTEGER NOT NULL,"
          + " changed_us INTEGER NOT NULL) WITHOUT ROWID";

  /**
   * What each version has beyond the one before, version 1 beyond an empty file. A file is taken
   * through all steps that it has not seen: what was released once stays as it is, and a change is
   * a step of its own.
   */
  private static final List<List<String>> STEPS = List.of(FIRST, List.of(GROUPS));

  private static final int VERSION = STEPS.size();

  private Schema() {}

  /** Makes {@code connection} one of today's; throws if its file is not ours, or of tomorrow. */
  static void prepare(Connection connection, String file) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      long application = number(statement, "PRAGMA application_id");
      long version = number(statement, "PRAGMA user_version");
      if (application == APPLICATION_ID) {
        if (version > VERSION) {
          throw new IllegalStateException(
              file
                  + " was written by a newer Heartwire (version "
                  + version
                  + " of its tables, known here is "
                  + VERSION
                  + "): run that one, or set presence.file to another file");
        }
        migrate(connection, statement, (int) version);
        return;
      }
      if (application != 0 || number(statement, "SELECT count(*) FROM sqlite_schema") > 0) {
        throw new IllegalStateException(
            file
                + " is a database of another program: set presence.file to a file of its own for"
                + " Heartwire");
      }
      migrate(connection, statement, 0);
    }
  }

  /** From {@code version} to today's in one transaction: after a crash the file is one of both. */
  private static void migrate(Connection connection, Statement statement, int version)
      throws SQLException {
    if (version == VERSION) {
      return;
    }
    connection.setAutoCommit(false);
    for (List<String> step : STEPS.subList(version, VERSION)) {
      for (String change : step) {
        statement.executeUpdate(change);
      }
    }
    statement.executeUpdate("PRAGMA application_id = " + APPLICATION_ID);
    statement.executeUpdate("PRAGMA user_version = " + VERSION);
    connection.commit();
    connection.setAutoCommit(true);
  }

  static long number(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }
}
