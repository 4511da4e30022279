package io.heartwire.gateway.cluster.embedded;

import io.heartwire.gateway.cluster.GroupVersion;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The versions of groups' data. NOT thread safe: the thread that commits owns it. */
final class GroupRows {
  static final String ALL = "SELECT grp, version, changed_us FROM group_version ORDER BY grp";

  private final EngineTime time;
  private final LastingStatement find;
  private final LastingStatement put;

  GroupRows(Connection connection, EngineTime time) throws SQLException {
    this.time = time;
    this.find =
        LastingStatement.of(
            connection, "SELECT grp, version, changed_us FROM group_version WHERE grp = ?");
    this.put =
        LastingStatement.of(
            connection,
            "INSERT OR REPLACE INTO group_version (grp, version, changed_us) VALUES (?, ?, ?)");
  }

  /** Sets {@code version}, or one more than the present if it is 0; never an older one. */
  GroupVersion renew(String group, long version) throws SQLException {
    long present = 0;
    find.setString(1, group);
    try (ResultSet found = find.executeQuery()) {
      if (found.next()) {
        GroupVersion known = version(found);
        if (version != 0 && version <= known.version()) {
          return known;
        }
        present = known.version();
      }
    }
    long next = version == 0 ? present + 1 : version;
    long changed = EngineTime.micros(time.wall());
    put.setString(1, group);
    put.setLong(2, next);
    put.setLong(3, changed);
    put.executeUpdate();
    return new GroupVersion(group, next, EngineTime.instant(changed));
  }

  static GroupVersion version(ResultSet row) throws SQLException {
    return new GroupVersion(row.getString(1), row.getLong(2), EngineTime.instant(row.getLong(3)));
  }
}
