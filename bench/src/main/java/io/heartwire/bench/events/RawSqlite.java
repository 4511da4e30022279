package io.heartwire.bench.events;

import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** SQLite without an engine: what is written is known before, by one thread, in order. */
final class RawSqlite {
  private static final int IN_A_TRANSACTION = 500;
  private static final String EVENT_TABLE =
      "CREATE TABLE event (number INTEGER PRIMARY KEY AUTOINCREMENT, at_us INTEGER NOT NULL, type"
          + " TEXT NOT NULL, client TEXT, user TEXT, epoch INTEGER NOT NULL, data TEXT NOT NULL,"
          + " message_id TEXT)";

  /** The tables and indexes of docs/presence.md that a session touches. */
  private static final List<String> ALL_TABLES =
      List.of(
          EVENT_TABLE,
          "CREATE UNIQUE INDEX event_message ON event (client, message_id, type)"
              + " WHERE message_id > ''",
          "CREATE INDEX event_client ON event (client, number)"
              + " WHERE client IS NOT NULL AND message_id IS NULL",
          "CREATE TABLE session (client TEXT PRIMARY KEY, epoch INTEGER NOT NULL, connection INTEGER"
              + " NOT NULL, state INTEGER NOT NULL, session_id TEXT NOT NULL, user TEXT, grp TEXT"
              + " NOT NULL, listener TEXT NOT NULL, address TEXT NOT NULL, version TEXT NOT NULL,"
              + " since_us INTEGER NOT NULL, changed_us INTEGER NOT NULL, grace_ms INTEGER NOT NULL,"
              + " deadline_us INTEGER, last_seen_us INTEGER, lost_reason TEXT, lost_data TEXT)"
              + " WITHOUT ROWID",
          "CREATE INDEX session_deadline ON session (deadline_us) WHERE deadline_us IS NOT NULL",
          "CREATE INDEX session_offline ON session (changed_us) WHERE state = 0",
          "CREATE INDEX session_user ON session (user) WHERE user IS NOT NULL");

  private static final String INSERT_EVENT =
      "INSERT INTO event (at_us, type, client, user, epoch, data) VALUES (?, ?, ?, ?, ?, ?)";
  private static final String INSERT_SESSION =
      "INSERT INTO session (client, epoch, connection, state, session_id, grp, listener, address,"
          + " version, since_us, changed_us, grace_ms) VALUES (?, ?, 1, 2, ?, 'default', 'tcp',"
          + " '127.0.0.1:40000', 'bench/1', ?, ?, 10000)";
  private static final String END_SESSION =
      "UPDATE session SET state = 0, changed_us = ?, last_seen_us = ?, lost_reason = 'GOODBYE',"
          + " lost_data = ? WHERE client = ?";

  private RawSqlite() {}

  /** Seconds to write {@code events}, and nothing else, without an index. */
  static double events(Path file, List<Event> events) throws SQLException {
    return write(file, List.of(EVENT_TABLE), events, false);
  }

  /** Seconds to write {@code events} and the rows of their sessions, with all indexes. */
  static double rows(Path file, List<Event> events) throws SQLException {
    return write(file, ALL_TABLES, events, true);
  }

  private static double write(
      Path file, List<String> tables, List<Event> events, boolean withSessions)
      throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + file + "?jdbc.get_generated_keys=false");
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute("PRAGMA cache_size = -16384");
      for (String table : withSessions ? ALL_TABLES : tables) {
        statement.executeUpdate(table);
      }
      connection.setAutoCommit(false);
      long began = System.nanoTime();
      insert(connection, events, withSessions);
      connection.commit();
      return (System.nanoTime() - began) / 1e9;
    }
  }

  private static void insert(Connection connection, List<Event> events, boolean withSessions)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT_EVENT)) {
      Sessions sessions = withSessions ? new Sessions(connection) : null;
      for (int i = 0; i < events.size(); i++) {
        Event event = events.get(i);
        if (sessions != null) {
          sessions.write(event);
        }
        insert.setLong(1, event.at().toEpochMilli() * 1_000);
        insert.setString(2, event.type().word());
        insert.setString(3, event.client().orElse(null));
        insert.setString(4, event.user().orElse(null));
        insert.setLong(5, event.epoch());
        insert.setString(6, event.data());
        insert.executeUpdate();
        if (i % IN_A_TRANSACTION == IN_A_TRANSACTION - 1) {
          connection.commit();
        }
      }
    }
  }

  /** The row of the session that an event is about. */
  private static final class Sessions {
    private final PreparedStatement begin;
    private final PreparedStatement end;

    Sessions(Connection connection) throws SQLException {
      this.begin = connection.prepareStatement(INSERT_SESSION);
      this.end = connection.prepareStatement(END_SESSION);
    }

    void write(Event event) throws SQLException {
      String client = event.client().orElseThrow();
      if (event.type() == EventType.ONLINE) {
        begin.setString(1, client);
        begin.setLong(2, event.epoch());
        begin.setString(3, "session-of-" + client);
        begin.setLong(4, event.epoch());
        begin.setLong(5, event.epoch());
        begin.executeUpdate();
      } else {
        end.setLong(1, event.epoch());
        end.setLong(2, event.epoch());
        end.setString(3, event.data());
        end.setString(4, client);
        end.executeUpdate();
      }
    }
  }
}
