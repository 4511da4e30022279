package io.heartwire.gateway.cluster.embedded;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.PresenceState;
import io.heartwire.gateway.cluster.Release;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a session: each change of state with its event. NOT thread safe: the thread that
 * commits owns it, and each method is part of its transaction.
 */
final class SessionRows {
  private static final int EXPIRED_AT_A_TIME = 1_000;

  /** Those whose grace has ended; the same ones for each statement of a transaction. */
  private static final String DUE =
      " FROM session WHERE deadline_us <= ? ORDER BY deadline_us LIMIT " + EXPIRED_AT_A_TIME;

  private final EngineTime time;
  private final EventRows events;
  private final Tally tally;
  private final PreparedStatement find;
  private final PreparedStatement insert;
  private final PreparedStatement resume;
  private final PreparedStatement lose;
  private final PreparedStatement tellExpired;
  private final PreparedStatement expiredUsers;
  private final PreparedStatement expire;
  private final PreparedStatement firstDue;
  private final PreparedStatement online;

  SessionRows(Connection connection, EngineTime time, EventRows events, Tally tally)
      throws SQLException {
    this.time = time;
    this.events = events;
    this.tally = tally;
    this.find =
        connection.prepareStatement(
            "SELECT " + SessionRow.COLUMNS + " FROM session WHERE client = ?");
    this.insert =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO session (client, epoch, connection, state, session_id, user,"
                + " grp, listener, address, version, since_us, changed_us, grace_ms)"
                + " VALUES (?, ?, 1, 2, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    this.resume =
        connection.prepareStatement(
            "UPDATE session SET connection = connection + 1, state = 2, grp = ?, listener = ?,"
                + " address = ?, version = ?, changed_us = ?, grace_ms = ?, deadline_us = NULL,"
                + " last_seen_us = NULL, lost_reason = NULL, lost_data = NULL WHERE client = ?");
    this.lose =
        connection.prepareStatement(
            "UPDATE session SET state = ?, changed_us = ?, deadline_us = ?, last_seen_us = ?,"
                + " lost_reason = ?, lost_data = ? WHERE client = ?");
    this.tellExpired =
        connection.prepareStatement(
            "INSERT INTO event (at_us, type, client, user, epoch, data) SELECT ?, '"
                + EventType.OFFLINE.word()
                + "', client, user, epoch, coalesce(lost_data, '{}')"
                + DUE);
    this.expiredUsers =
        connection.prepareStatement(
            "SELECT user, client FROM (SELECT user, client" + DUE + ") WHERE user IS NOT NULL");
    this.expire =
        connection.prepareStatement(
            "UPDATE session SET state = 0, changed_us = ?, deadline_us = NULL WHERE client IN"
                + " (SELECT client"
                + DUE
                + ")");
    this.firstDue =
        connection.prepareStatement(
            "SELECT min(deadline_us) FROM session WHERE deadline_us IS NOT NULL");
    this.online =
        connection.prepareStatement("SELECT 1 FROM session WHERE user = ? AND state > 0 LIMIT 1");
  }

  Claimed claim(Claim claim) throws SQLException {
    SessionRow row = find(claim.clientId());
    boolean alive = row != null && row.state() != PresenceState.OFFLINE;
    if (row != null && alive && resumes(claim, row)) {
      return resumed(claim, row);
    }
    if (row != null && row.state() == PresenceState.ATTACHED && claim.exclusive()) {
      return new Claimed.Refused(row.epoch());
    }
    long epoch = row == null ? time.now() : Math.max(row.epoch() + 1, time.now());
    boolean userWasOnline = claim.user().isPresent() && isOnline(claim.user().get());
    if (row != null && alive) {
      events.add(
          EventType.TAKEN_OVER,
          Optional.of(claim.clientId()),
          row.user(),
          row.epoch(),
          takenOver(claim, row, epoch));
    }
    Instant now = time.wall();
    write(claim, epoch, now);
    tally.moved(row == null ? null : row.state(), PresenceState.ATTACHED);
    events.add(EventType.ONLINE, Optional.of(claim.clientId()), claim.user(), epoch, online(claim));
    if (claim.user().isPresent() && !userWasOnline) {
      tellOfUser(EventType.USER_ONLINE, claim.clientId(), claim.user());
    }
    if (row != null && alive && !row.user().equals(claim.user())) {
      tellIfGone(claim.clientId(), row.user());
    }
    return new Claimed.Granted(claim.sessionId(), epoch, 1, now, false);
  }

  private static boolean resumes(Claim claim, SessionRow row) {
    return claim.resumeEpoch().isPresent()
        && claim.resumeEpoch().getAsLong() == row.epoch()
        && claim.user().equals(row.user());
  }

  private Claimed resumed(Claim claim, SessionRow row) throws SQLException {
    Claim.Door door = claim.door();
    long now = EngineTime.micros(time.wall());
    resume.setString(1, claim.group());
    resume.setString(2, door.listener());
    resume.setString(3, door.remoteAddress());
    resume.setString(4, door.version());
    resume.setLong(5, now);
    resume.setLong(6, claim.grace().toMillis());
    resume.setString(7, claim.clientId().value());
    resume.executeUpdate();
    tally.moved(row.state(), PresenceState.ATTACHED);
    ObjectNode data = door(door);
    data.put("sessionId", row.sessionId());
    data.put("connection", row.connection() + 1);
    if (row.state() == PresenceState.IN_GRACE) {
      data.put("awayMs", Math.max(0, now - row.changedMicros()) / 1_000);
    }
    events.add(
        EventType.RESUMED, Optional.of(claim.clientId()), row.user(), row.epoch(), data.toString());
    return new Claimed.Granted(
        row.sessionId(),
        row.epoch(),
        row.connection() + 1,
        EngineTime.instant(row.sinceMicros()),
        true);
  }

  private void write(Claim claim, long epoch, Instant now) throws SQLException {
    insert.setString(1, claim.clientId().value());
    insert.setLong(2, epoch);
    insert.setString(3, claim.sessionId());
    EventRows.text(insert, 4, claim.user());
    insert.setString(5, claim.group());
    insert.setString(6, claim.door().listener());
    insert.setString(7, claim.door().remoteAddress());
    insert.setString(8, claim.door().version());
    insert.setLong(9, EngineTime.micros(now));
    insert.setLong(10, EngineTime.micros(now));
    insert.setLong(11, claim.grace().toMillis());
    insert.executeUpdate();
  }

  /** False if it is not the present connection of the present session: then nothing has changed. */
  boolean release(Release release) throws SQLException {
    SessionRow row = find(release.clientId());
    if (row == null
        || row.state() != PresenceState.ATTACHED
        || row.epoch() != release.epoch()
        || row.connection() != release.connection()) {
      return false;
    }
    Instant now = time.wall();
    Instant lastSeen = now.minusMillis(release.disconnect().silenceMs());
    String data =
        Parting.json(release.disconnect(), row.sessionId(), now, lastSeen, release.grace());
    boolean grace = !release.grace().isZero();
    PresenceState next = grace ? PresenceState.IN_GRACE : PresenceState.OFFLINE;
    lose.setInt(1, SessionRow.number(next));
    lose.setLong(2, EngineTime.micros(now));
    if (grace) {
      lose.setLong(3, time.now() + release.grace().toNanos() / 1_000);
    } else {
      lose.setNull(3, java.sql.Types.INTEGER);
    }
    lose.setLong(4, EngineTime.micros(lastSeen));
    lose.setString(5, release.disconnect().reason().name());
    lose.setString(6, data);
    lose.setString(7, row.client());
    lose.executeUpdate();
    tally.moved(PresenceState.ATTACHED, next);
    if (!grace) {
      tellOffline(row, data);
    }
    return true;
  }

  /**
   * Announces those offline whose grace has ended, up to {@value #EXPIRED_AT_A_TIME}: in three
   * statements, which takes a third of the time that three for each of them take.
   */
  void expire() throws SQLException {
    long due = time.now();
    long now = EngineTime.micros(time.wall());
    tellExpired.setLong(1, now);
    tellExpired.setLong(2, due);
    events.wrote(tellExpired.executeUpdate());
    Map<String, String> users = expiredUsers(due);
    expire.setLong(1, now);
    expire.setLong(2, due);
    tally.expired(expire.executeUpdate());
    for (Map.Entry<String, String> user : users.entrySet()) {
      tellIfGone(new ClientId(user.getValue()), Optional.of(user.getKey()));
    }
  }

  /** Each with the last of his clients, in the order in which they are announced. */
  private Map<String, String> expiredUsers(long due) throws SQLException {
    Map<String, String> users = new LinkedHashMap<>();
    expiredUsers.setLong(1, due);
    try (ResultSet found = expiredUsers.executeQuery()) {
      while (found.next()) {
        users.remove(found.getString(1));
        users.put(found.getString(1), found.getString(2));
      }
    }
    return users;
  }

  /** When {@link #expire} has something to do, in the time of the engine; far away if never. */
  long nextDeadline() throws SQLException {
    try (ResultSet found = firstDue.executeQuery()) {
      long first = found.next() ? found.getLong(1) : 0;
      return first == 0 ? Long.MAX_VALUE : first;
    }
  }

  private void tellOffline(SessionRow row, String data) throws SQLException {
    ClientId client = new ClientId(row.client());
    events.add(EventType.OFFLINE, Optional.of(client), row.user(), row.epoch(), data);
    tellIfGone(client, row.user());
  }

  private void tellIfGone(ClientId client, Optional<String> user) throws SQLException {
    if (user.isPresent() && !isOnline(user.get())) {
      tellOfUser(EventType.USER_OFFLINE, client, user);
    }
  }

  private void tellOfUser(EventType type, ClientId client, Optional<String> user)
      throws SQLException {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("clientId", client.value());
    events.add(type, Optional.empty(), user, 0, data.toString());
  }

  private boolean isOnline(String user) throws SQLException {
    online.setString(1, user);
    try (ResultSet found = online.executeQuery()) {
      return found.next();
    }
  }

  private @Nullable SessionRow find(ClientId client) throws SQLException {
    find.setString(1, client.value());
    try (ResultSet found = find.executeQuery()) {
      return found.next() ? SessionRow.read(found) : null;
    }
  }

  private static String online(Claim claim) {
    ObjectNode data = door(claim.door());
    data.put("sessionId", claim.sessionId());
    data.put("group", claim.group());
    return data.toString();
  }

  private static ObjectNode door(Claim.Door door) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("listener", door.listener());
    data.put("remoteAddress", door.remoteAddress());
    if (!door.version().isEmpty()) {
      data.put("version", door.version());
    }
    return data;
  }

  private static String takenOver(Claim claim, SessionRow row, long epoch) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("reason", "TAKEN_OVER");
    data.put("decidedBy", "SERVER");
    data.put("confidence", Parting.Confidence.CERTAIN.name());
    data.put(
        "detail",
        row.state() == PresenceState.IN_GRACE
            ? "a new login while it was in grace"
            : "a newer login came from " + claim.door().remoteAddress());
    data.put("by", epoch);
    data.put("sessionId", row.sessionId());
    return data.toString();
  }

  /**
   * After a start: nobody is attached. Whoever was enters grace, and no grace ends before one full
   * period from now, spread over another one.
   *
   * @param lastSeen when this engine last knew that they were attached
   * @param leastGrace for those whose own grace is shorter
   */
  static void afterStart(
      Connection connection, EngineTime time, Instant lastSeen, Duration leastGrace)
      throws SQLException {
    long grace = leastGrace.toMillis();
    Instant now = time.wall();
    String spread =
        " deadline_us = ? + 1000 * (max(grace_ms, ?) + abs(random()) % (1 + max(grace_ms, ?)))";
    try (PreparedStatement waiting =
            connection.prepareStatement("UPDATE session SET" + spread + " WHERE state = 1");
        PreparedStatement lost =
            connection.prepareStatement(
                "UPDATE session SET"
                    + spread
                    + ", state = 1, changed_us = ?, last_seen_us = max(changed_us, ?),"
                    + " lost_reason = ?, lost_data = json_set(?, '$.lastSeen',"
                    + " strftime('%Y-%m-%dT%H:%M:%fZ', max(changed_us, ?) / 1e6, 'unixepoch'))"
                    + " WHERE state = 2")) {
      for (PreparedStatement statement : List.of(waiting, lost)) {
        statement.setLong(1, time.now());
        statement.setLong(2, grace);
        statement.setLong(3, grace);
      }
      lost.setLong(4, EngineTime.micros(now));
      lost.setLong(5, EngineTime.micros(lastSeen));
      lost.setString(6, Parting.NODE_LOST);
      lost.setString(7, Parting.nodeLost(now, lastSeen));
      lost.setLong(8, EngineTime.micros(lastSeen));
      waiting.executeUpdate();
      lost.executeUpdate();
    }
  }
}
