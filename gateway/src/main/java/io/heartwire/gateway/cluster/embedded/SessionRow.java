package io.heartwire.gateway.cluster.embedded;

import io.heartwire.gateway.cluster.PresenceState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** What is written down of one client, as far as it is needed to decide about it. */
record SessionRow(
    String client,
    long epoch,
    int connection,
    PresenceState state,
    String sessionId,
    Optional<String> user,
    long sinceMicros,
    long changedMicros) {

  /** What {@link #read} reads, in its order. */
  static final String COLUMNS =
      "client, epoch, connection, state, session_id, user, since_us, changed_us";

  static SessionRow read(ResultSet row) throws SQLException {
    return new SessionRow(
        row.getString(1),
        row.getLong(2),
        row.getInt(3),
        state(row.getInt(4)),
        row.getString(5),
        Optional.ofNullable(row.getString(6)),
        row.getLong(7),
        row.getLong(8));
  }

  /** The numbers in the column {@code state}: part of the file's format. */
  static int number(PresenceState state) {
    return switch (state) {
      case OFFLINE -> 0;
      case IN_GRACE -> 1;
      case ATTACHED -> 2;
    };
  }

  static PresenceState state(int number) {
    return switch (number) {
      case 0 -> PresenceState.OFFLINE;
      case 1 -> PresenceState.IN_GRACE;
      default -> PresenceState.ATTACHED;
    };
  }
}
