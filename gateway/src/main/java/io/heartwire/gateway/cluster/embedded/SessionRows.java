package io.heartwire.gateway.cluster.embedded;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.JsonText;
import io.heartwire.gateway.cluster.Parting;
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

/**
 * What becomes of a session: each change of state with its event. NOT thread safe: the thread that
 * commits owns it, and each method is part of its transaction.
 */
final class SessionRows {
  private static final int EXPIRED_AT_A_TIME = 1_000;

  /** Those whose grace has ended; the same ones for each statement of a transaction. */
  private static final String DUE =
      " FROM session WHERE deadline_us <= ? ORDER BY deadline_us LIMIT " + EXPIRED_AT_A_TIME;

  /** A session begins, with the parameters that {@link #write} sets. */
  private static final String BEGIN =
      " INTO session (client, epoch, connection, state, session_id, user, grp, listener, address,"
          + " version, since_us, changed_us, grace_ms)"
          + " VALUES (?1, ?2, 1, 2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10)";

  private static final String REPLACE_OFFLINE =
      "UPDATE session SET epoch = ?2, connection = 1, state = 2, session_id = ?3, user = ?4,"
          + " grp = ?5, listener = ?6, address = ?7, version = ?8, since_us = ?9, changed_us = ?9,"
          + " grace_ms = ?10, deadline_us = NULL, last_seen_us = NULL, lost_reason = NULL,"
          + " lost_data = NULL WHERE client = ?1 AND state = 0 AND epoch < ?2";

  private final EngineTime time;
  private final GraceTime graceTime;
  private final EventRows events;
  private final Tally tally;
  private final OfflineHoldRows holds;
  private final LastingStatement find;
  private final LastingStatement insertNew;
  private final LastingStatement replaceOffline;
  private final LastingStatement replace;
  private final LastingStatement resume;
  private final LastingStatement lose;
  private final LastingStatement tellExpired;
  private final LastingStatement expiredUsers;
  private final LastingStatement expire;
  private final LastingStatement firstDue;
  private final LastingStatement online;

  /** By which sessions begin, and by which graces end. */
  record Times(EngineTime engine, GraceTime grace) {}

  SessionRows(Connection connection, Times times, EventRows events, Tally tally)
      throws SQLException {
    this.time = times.engine();
    this.graceTime = times.grace();
    this.events = events;
    this.tally = tally;
    this.holds = new OfflineHoldRows(connection, graceTime::now);
    this.find =
        LastingStatement.of(
            connection, "SELECT " + SessionRow.COLUMNS + " FROM session WHERE client = ?");
    this.insertNew =
        LastingStatement.of(connection, "INSERT" + BEGIN + " ON CONFLICT (client) DO NOTHING");
    // An epoch that is no larger needs to be looked at.
    this.replaceOffline = LastingStatement.of(connection, REPLACE_OFFLINE);
    this.replace = LastingStatement.of(connection, "INSERT OR REPLACE" + BEGIN);
    this.resume =
        LastingStatement.of(
            connection,
            "UPDATE session SET connection = connection + 1, state = 2, grp = ?, listener = ?,"
                + " address = ?, version = ?, changed_us = ?, grace_ms = ?, deadline_us = NULL,"
                + " last_seen_us = NULL, lost_reason = NULL, lost_data = NULL WHERE client = ?");
    this.lose =
        LastingStatement.of(
            connection,
            "UPDATE session SET state = ?, changed_us = ?, deadline_us = ?, last_seen_us = ?,"
                + " lost_reason = ?, lost_data = ? WHERE client = ?"
                + " AND state = 2 AND epoch = ? AND connection = ?");
    this.tellExpired =
        LastingStatement.of(
            connection,
            "INSERT INTO event (at_us, type, client, user, epoch, data) SELECT ?, '"
                + EventType.OFFLINE.word()
                + "', client, user, epoch, coalesce(lost_data, '{}')"
                + DUE);
    this.expiredUsers =
        LastingStatement.of(
            connection,
            "SELECT user, client FROM (SELECT user, client" + DUE + ") WHERE user IS NOT NULL");
    this.expire =
        LastingStatement.of(
            connection,
            "UPDATE session SET state = 0, changed_us = ?, deadline_us = NULL WHERE client IN"
                + " (SELECT client"
                + DUE
                + ")");
    this.firstDue =
        LastingStatement.of(
            connection, "SELECT min(deadline_us) FROM session WHERE deadline_us IS NOT NULL");
    this.online =
        LastingStatement.of(
            connection, "SELECT 1 FROM session WHERE user = ? AND state > 0 LIMIT 1");
  }

  OfflineHoldRows holds() {
    return holds;
  }

  Claimed claim(Arrival arrival) throws SQLException {
    Claim claim = arrival.claim();
    long epoch = time.now();
    boolean userWasOnline = claim.user().isPresent() && isOnline(claim.user().get());
    Instant now = time.wall();
    // Most are new, or offline: one statement each, and nothing is read.
    boolean isNew = write(insertNew, claim, epoch, now);
    if (isNew || write(replaceOffline, claim, epoch, now)) {
      tally.moved(isNew ? null : PresenceState.OFFLINE, PresenceState.ATTACHED);
      return begun(arrival, epoch, now, userWasOnline);
    }
    SessionRow row = find(claim.clientId());
    boolean alive = row.state() != PresenceState.OFFLINE;
    if (alive && resumes(claim, row)) {
      return resumed(arrival, row);
    }
    if (row.state() == PresenceState.ATTACHED && claim.exclusive()) {
      return new Claimed.Refused(row.epoch());
    }
    epoch = Math.max(row.epoch() + 1, epoch);
    if (alive) {
      events.add(
          EventType.TAKEN_OVER,
          Optional.of(claim.clientId()),
          row.user(),
          row.epoch(),
          arrival.takenOver(row, epoch));
    }
    write(replace, claim, epoch, now);
    tally.moved(row.state(), PresenceState.ATTACHED);
    Claimed.Granted granted = begun(arrival, epoch, now, userWasOnline);
    if (alive && !row.user().equals(claim.user())) {
      tellIfGone(claim.clientId(), row.user());
    }
    return granted;
  }

  private Claimed.Granted begun(Arrival arrival, long epoch, Instant now, boolean userWasOnline)
      throws SQLException {
    Claim claim = arrival.claim();
    events.add(
        EventType.ONLINE, Optional.of(claim.clientId()), claim.user(), epoch, arrival.online());
    if (claim.user().isPresent() && !userWasOnline) {
      tellOfUser(EventType.USER_ONLINE, claim.clientId(), claim.user());
    }
    return new Claimed.Granted(claim.sessionId(), epoch, 1, now, false);
  }

  private static boolean resumes(Claim claim, SessionRow row) {
    long wanted = claim.resumeEpoch().orElse(-1);
    boolean any =
        wanted == Claim.LATEST_EPOCH
            || (claim.resumeEpoch().equals(Claim.ANY_SESSION)
                && row.state() == PresenceState.IN_GRACE);
    return (any || wanted == row.epoch()) && claim.user().equals(row.user());
  }

  private Claimed resumed(Arrival arrival, SessionRow row) throws SQLException {
    Claim claim = arrival.claim();
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
    events.add(
        EventType.RESUMED,
        Optional.of(claim.clientId()),
        row.user(),
        row.epoch(),
        arrival.resumed(row, now));
    return new Claimed.Granted(
        row.sessionId(),
        row.epoch(),
        row.connection() + 1,
        EngineTime.instant(row.sinceMicros()),
        true);
  }

  /** True if it has been written; the statements have the same parameters. */
  private static boolean write(LastingStatement how, Claim claim, long epoch, Instant now)
      throws SQLException {
    how.setString(1, claim.clientId().value());
    how.setLong(2, epoch);
    how.setString(3, claim.sessionId());
    how.setText(4, claim.user());
    how.setString(5, claim.group());
    how.setString(6, claim.door().listener());
    how.setString(7, claim.door().remoteAddress());
    how.setString(8, claim.door().version());
    how.setLong(9, EngineTime.micros(now));
    how.setLong(10, claim.grace().toMillis());
    return how.executeUpdate() > 0;
  }

  /** False if it is not the present connection of the present session: then nothing has changed. */
  boolean release(Parting parting) throws SQLException {
    Release release = parting.release();
    boolean grace = !release.grace().isZero();
    PresenceState next = grace ? PresenceState.IN_GRACE : PresenceState.OFFLINE;
    lose.setInt(1, SessionRow.number(next));
    lose.setLong(2, EngineTime.micros(time.wall()));
    if (grace) {
      lose.setLong(3, graceTime.now() + release.grace().toNanos() / 1_000);
    } else {
      lose.setNoNumber(3);
    }
    lose.setLong(4, EngineTime.micros(parting.lastSeen()));
    lose.setString(5, release.disconnect().reason().name());
    lose.setString(6, parting.data());
    lose.setString(7, release.clientId().value());
    lose.setLong(8, release.epoch());
    lose.setInt(9, release.connection());
    if (lose.executeUpdate() == 0) {
      return false;
    }
    tally.moved(PresenceState.ATTACHED, next);
    if (!grace) {
      events.add(
          EventType.OFFLINE,
          Optional.of(release.clientId()),
          release.user(),
          release.epoch(),
          parting.data());
      tellIfGone(release.clientId(), release.user());
    }
    return true;
  }

  /**
   * Announces those offline whose grace has ended, up to {@value #EXPIRED_AT_A_TIME}: in three
   * statements, which takes a third of the time that three for each of them take.
   */
  void expire() throws SQLException {
    long due = graceTime.now();
    holds.keepBack(due);
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

  /** When {@link #expire} has something to do, in the time of graces; far away if never. */
  long nextDeadline() throws SQLException {
    try (ResultSet found = firstDue.executeQuery()) {
      long first = found.next() ? found.getLong(1) : 0;
      return first == 0 ? Long.MAX_VALUE : first;
    }
  }

  private void tellIfGone(ClientId client, Optional<String> user) throws SQLException {
    if (user.isPresent() && !isOnline(user.get())) {
      tellOfUser(EventType.USER_OFFLINE, client, user);
    }
  }

  private void tellOfUser(EventType type, ClientId client, Optional<String> user)
      throws SQLException {
    String data = JsonText.object(json -> json.writeStringField("clientId", client.value()));
    events.add(type, Optional.empty(), user, 0, data);
  }

  private boolean isOnline(String user) throws SQLException {
    online.setString(1, user);
    try (ResultSet found = online.executeQuery()) {
      return found.next();
    }
  }

  /** Of a client that has a row. */
  private SessionRow find(ClientId client) throws SQLException {
    find.setString(1, client.value());
    try (ResultSet found = find.executeQuery()) {
      if (!found.next()) {
        throw new IllegalStateException(client + " has no row though it has one: a defect of ours");
      }
      return SessionRow.read(found);
    }
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
