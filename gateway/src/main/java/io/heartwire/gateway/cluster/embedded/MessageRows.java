package io.heartwire.gateway.cluster.embedded;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Inbox;
import io.heartwire.gateway.cluster.Kept;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.cluster.Parcel;
import io.heartwire.gateway.cluster.PresenceState;
import io.heartwire.wire.Bytes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Messages to clients that are not acknowledged yet, and the memory of those that were, and of
 * those that came from clients: that is the events themselves. NOT thread safe: the thread that
 * commits owns it, and each method is part of its transaction.
 */
final class MessageRows {
  private static final int EXPIRED_AT_A_TIME = 500;

  /** What it needs beside the tables of version 1. */
  static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE message (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            client TEXT NOT NULL,
            id TEXT NOT NULL,
            type TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            expires_us INTEGER NOT NULL,
            body BLOB NOT NULL,
            UNIQUE (client, id)
          )\
          """,
          "CREATE INDEX message_client ON message (client)",
          "CREATE INDEX message_expires ON message (expires_us)",
          "ALTER TABLE event ADD COLUMN message_id TEXT",
          "CREATE UNIQUE INDEX event_message ON event (client, message_id, type)"
              + " WHERE message_id > ''",
          "DROP INDEX event_client",
          "CREATE INDEX event_client ON event (client, number)"
              + " WHERE client IS NOT NULL AND message_id IS NULL");

  private final EngineTime time;
  private final EventRows events;
  private final MessageTally tally = new MessageTally();
  private final LastingStatement find;
  private final LastingStatement load;
  private final LastingStatement presence;
  private final LastingStatement insert;
  private final LastingStatement delete;
  private final LastingStatement page;
  private final LastingStatement due;
  private final LastingStatement firstDue;
  private final LastingStatement event;

  MessageRows(Connection connection, EngineTime time, EventRows events) throws SQLException {
    this.time = time;
    this.events = events;
    this.find =
        LastingStatement.of(
            connection, "SELECT number, type FROM message WHERE client = ? AND id = ?");
    this.load =
        LastingStatement.of(
            connection,
            "SELECT count(*), coalesce(sum(bytes), 0), coalesce(max(number), 0) FROM message"
                + " WHERE client = ? AND number < ?");
    this.presence =
        LastingStatement.of(connection, "SELECT state, user, epoch FROM session WHERE client = ?");
    this.insert =
        LastingStatement.of(
            connection,
            "INSERT INTO message (client, id, type, body, bytes, expires_us)"
                + " VALUES (?, ?, ?, ?, ?, ?) RETURNING number");
    this.delete = LastingStatement.of(connection, "DELETE FROM message WHERE number = ?");
    this.page =
        LastingStatement.of(
            connection,
            "SELECT number, id, type, body, expires_us FROM message"
                + " WHERE client = ? AND number > ? ORDER BY number LIMIT ?");
    this.due =
        LastingStatement.of(
            connection,
            "SELECT number, client, id, type FROM message WHERE expires_us <= ?"
                + " ORDER BY expires_us LIMIT "
                + EXPIRED_AT_A_TIME);
    this.firstDue = LastingStatement.of(connection, "SELECT min(expires_us) FROM message");
    // The last term lets SQLite use the partial index.
    this.event =
        LastingStatement.of(
            connection,
            "SELECT number FROM event"
                + " WHERE client = ? AND message_id = ? AND type = ? AND message_id > ''");
    count(connection);
  }

  private void count(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT client, count(*) FROM message GROUP BY client")) {
      while (rows.next()) {
        tally.found(rows.getString(1), rows.getInt(2));
      }
    }
  }

  MessageTally tally() {
    return tally;
  }

  /** What is known of its client. */
  private record Addressee(PresenceState state, Optional<String> user, long epoch) {}

  Kept keep(Parcel parcel, Inbox.Limits limits) throws SQLException {
    String client = parcel.client().value();
    Optional<Addressee> addressee = addressee(client);
    boolean attached = addressee.filter(who -> who.state() == PresenceState.ATTACHED).isPresent();
    find.setString(1, client);
    find.setString(2, parcel.id());
    try (ResultSet found = find.executeQuery()) {
      if (found.next()) {
        long number = found.getLong(1);
        return new Kept.Held(number, load(client, number).latest(), attached);
      }
    }
    if (eventOf(client, parcel.id(), EventType.MESSAGE_DELIVERED) > 0) {
      return new Kept.Delivered();
    }
    if (addressee.isEmpty()) {
      return new Kept.Unknown();
    }
    if (addressee.get().state() == PresenceState.OFFLINE) {
      return new Kept.Offline();
    }
    Load load = load(client, Long.MAX_VALUE);
    if (load.messages() >= limits.messages() || load.bytes() + parcel.bytes() > limits.bytes()) {
      tally.refused();
      return new Kept.Full(load.messages(), load.bytes());
    }
    return new Kept.Held(write(parcel), load.latest(), attached);
  }

  private Optional<Addressee> addressee(String client) throws SQLException {
    presence.setString(1, client);
    try (ResultSet found = presence.executeQuery()) {
      return found.next()
          ? Optional.of(
              new Addressee(
                  SessionRow.state(found.getInt(1)),
                  Optional.ofNullable(found.getString(2)),
                  found.getLong(3)))
          : Optional.empty();
    }
  }

  private record Load(int messages, long bytes, long latest) {}

  /** What waits for {@code client} of what is older than {@code before}. */
  private Load load(String client, long before) throws SQLException {
    load.setString(1, client);
    load.setLong(2, before);
    try (ResultSet found = load.executeQuery()) {
      return found.next()
          ? new Load(found.getInt(1), found.getLong(2), found.getLong(3))
          : new Load(0, 0, 0);
    }
  }

  private long write(Parcel parcel) throws SQLException {
    insert.setString(1, parcel.client().value());
    insert.setString(2, parcel.id());
    insert.setString(3, parcel.type());
    insert.setBytes(4, parcel.body().toByteArray());
    insert.setLong(5, parcel.bytes());
    insert.setLong(6, time.now() + parcel.keepFor().toNanos() / 1_000);
    try (ResultSet written = insert.executeQuery()) {
      tally.kept(parcel.client().value());
      return written.next() ? written.getLong(1) : 0;
    }
  }

  /** False if no such message waits. */
  boolean delivered(ClientId client, String id) throws SQLException {
    long number;
    String type;
    find.setString(1, client.value());
    find.setString(2, id);
    try (ResultSet found = find.executeQuery()) {
      if (!found.next()) {
        return false;
      }
      number = found.getLong(1);
      type = found.getString(2);
    }
    remove(number);
    tally.delivered(client.value());
    tell(EventType.MESSAGE_DELIVERED, client, id, type);
    return true;
  }

  private void remove(long number) throws SQLException {
    delete.setLong(1, number);
    delete.executeUpdate();
  }

  private void tell(EventType what, ClientId client, String id, String type) throws SQLException {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("type", type);
    data.put("id", id);
    Optional<Addressee> addressee = addressee(client.value());
    events.add(
        new Notice(
            what,
            Optional.of(client),
            addressee.flatMap(Addressee::user),
            addressee.map(Addressee::epoch).orElse(0L),
            data.toString()),
        id);
  }

  List<Inbox.Waiting> waiting(ClientId client, long after, int limit) throws SQLException {
    page.setString(1, client.value());
    page.setLong(2, after);
    page.setInt(3, limit);
    long now = time.now();
    List<Inbox.Waiting> waiting = new ArrayList<>();
    try (ResultSet rows = page.executeQuery()) {
      while (rows.next()) {
        Duration left = Duration.ofNanos(Math.max(0, rows.getLong(5) - now) * 1_000);
        waiting.add(
            new Inbox.Waiting(
                rows.getLong(1),
                new Parcel(
                    client,
                    rows.getString(2),
                    rows.getString(3),
                    Bytes.copyOf(rows.getBytes(4)),
                    left)));
      }
    }
    return waiting;
  }

  /** Gives up what was not acknowledged in time, up to {@value #EXPIRED_AT_A_TIME}. */
  void expire() throws SQLException {
    record Late(long number, ClientId client, String id, String type) {}
    List<Late> late = new ArrayList<>();
    due.setLong(1, time.now());
    try (ResultSet rows = due.executeQuery()) {
      while (rows.next()) {
        late.add(
            new Late(
                rows.getLong(1),
                new ClientId(rows.getString(2)),
                rows.getString(3),
                rows.getString(4)));
      }
    }
    for (Late one : late) {
      remove(one.number());
      tally.expired(one.client().value());
      tell(EventType.MESSAGE_EXPIRED, one.client(), one.id(), one.type());
    }
  }

  /** When {@link #expire} has something to do, in the time of the engine; far away if never. */
  long nextExpiry() throws SQLException {
    try (ResultSet found = firstDue.executeQuery()) {
      long first = found.next() ? found.getLong(1) : 0;
      return first == 0 ? Long.MAX_VALUE : first;
    }
  }

  /** The number of the event by which a message of this client and id was told; 0 if none. */
  long eventOf(Notice notice, String id) throws SQLException {
    if (id.isEmpty() || notice.client().isEmpty()) {
      return 0;
    }
    return eventOf(notice.client().get().value(), id, notice.type());
  }

  private long eventOf(String client, String id, EventType type) throws SQLException {
    event.setString(1, client);
    event.setString(2, id);
    event.setString(3, type.word());
    try (ResultSet found = event.executeQuery()) {
      return found.next() ? found.getLong(1) : 0;
    }
  }
}
