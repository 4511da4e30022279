package io.heartwire.gateway.cluster.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.gateway.cluster.SavedTarget;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Targets that were added. NOT thread safe: the thread that commits owns it. Whoever adds them
 * bounds how many there are.
 */
final class TargetRows {
  static final List<String> TABLES =
      List.of("CREATE TABLE target (name TEXT PRIMARY KEY, settings TEXT NOT NULL) WITHOUT ROWID");

  static final String ALL = "SELECT name, settings FROM target ORDER BY name";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, String>> SETTINGS = new TypeReference<>() {};

  private final LastingStatement put;
  private final LastingStatement delete;

  TargetRows(Connection connection) throws SQLException {
    this.put =
        LastingStatement.of(
            connection, "INSERT OR REPLACE INTO target (name, settings) VALUES (?, ?)");
    this.delete = LastingStatement.of(connection, "DELETE FROM target WHERE name = ?");
  }

  boolean save(SavedTarget target) throws SQLException {
    put.setString(1, target.name());
    put.setString(2, text(new TreeMap<>(target.settings())));
    return put.executeUpdate() > 0;
  }

  /** False if there is none of this name. */
  boolean forget(String name) throws SQLException {
    delete.setString(1, name);
    return delete.executeUpdate() > 0;
  }

  static SavedTarget target(ResultSet row) throws SQLException {
    try {
      return new SavedTarget(row.getString(1), JSON.readValue(row.getString(2), SETTINGS));
    } catch (JsonProcessingException e) {
      throw new SQLException("the settings of target " + row.getString(1) + " are not JSON", e);
    }
  }

  private static String text(Map<String, String> settings) {
    try {
      return JSON.writeValueAsString(settings);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts cannot be written as JSON: a defect of ours", e);
    }
  }
}
