package io.heartwire.gateway.cluster.embedded;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.HeartbeatToken;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Tokens for heartbeats by HTTP; of their secrets only hashes. NOT thread safe: the thread that
 * commits owns it. Whoever makes them bounds how many there are.
 */
final class HeartbeatTokenRows {
  static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE heartbeat_token (
            id TEXT PRIMARY KEY,
            client TEXT NOT NULL,
            hash TEXT NOT NULL UNIQUE,
            user TEXT,
            grp TEXT NOT NULL,
            created_us INTEGER NOT NULL,
            expires_us INTEGER NOT NULL
          ) WITHOUT ROWID\
          """);

  private static final long NEVER = 0;

  static final String ALL =
      "SELECT id, client, hash, user, grp, created_us, expires_us FROM heartbeat_token ORDER BY id";

  private final LastingStatement put;
  private final LastingStatement delete;

  HeartbeatTokenRows(Connection connection) throws SQLException {
    this.put =
        LastingStatement.of(
            connection,
            "INSERT INTO heartbeat_token (id, client, hash, user, grp, created_us, expires_us)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)");
    this.delete = LastingStatement.of(connection, "DELETE FROM heartbeat_token WHERE id = ?");
  }

  boolean save(HeartbeatToken token) throws SQLException {
    put.setString(1, token.id());
    put.setString(2, token.clientId().value());
    put.setString(3, token.hash());
    put.setText(4, token.user());
    put.setString(5, token.group());
    put.setLong(6, EngineTime.micros(token.createdAt()));
    put.setLong(7, token.expiresAt().map(EngineTime::micros).orElse(NEVER));
    return put.executeUpdate() > 0;
  }

  /** False if there is none of this id. */
  boolean forget(String id) throws SQLException {
    delete.setString(1, id);
    return delete.executeUpdate() > 0;
  }

  static HeartbeatToken token(ResultSet row) throws SQLException {
    long expires = row.getLong(7);
    return new HeartbeatToken(
        row.getString(1),
        new ClientId(row.getString(2)),
        row.getString(3),
        Optional.ofNullable(row.getString(4)),
        row.getString(5),
        EngineTime.instant(row.getLong(6)),
        expires != NEVER ? Optional.of(EngineTime.instant(expires)) : Optional.empty());
  }
}
