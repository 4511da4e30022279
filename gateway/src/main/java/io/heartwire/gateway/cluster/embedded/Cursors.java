package io.heartwire.gateway.cluster.embedded;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How far each reader has come that is told everything. NOT thread safe: the thread that commits
 * owns it. What a reader of this process has not taken yet is held for it, unless it has fallen
 * behind what is kept: then it has lost some anyway, and holds nothing until it has caught up.
 */
final class Cursors {
  private final LastingStatement get;
  private final LastingStatement put;

  /** Of the readers of this process; after a rollback a value may be ahead, and is set again. */
  private final Map<String, Long> here = new HashMap<>();

  private final Set<String> fallen = new HashSet<>();

  /** Fell in this transaction. */
  private final Set<String> falling = new HashSet<>();

  /**
   * A reader that has lost events.
   *
   * @param last the last one that it took
   * @param oldest the first one that is kept
   */
  record Fallen(String reader, long last, long oldest) {}

  Cursors(Connection connection) throws SQLException {
    this.get = LastingStatement.of(connection, "SELECT number FROM cursor WHERE reader = ?");
    this.put =
        LastingStatement.of(
            connection, "INSERT OR REPLACE INTO cursor (reader, number) VALUES (?, ?)");
  }

  /** The cursor of {@code reader}; of a new one it is {@code latest} from now on. */
  long of(String reader, long latest) throws SQLException {
    get.setString(1, reader);
    long number;
    try (ResultSet found = get.executeQuery()) {
      number = found.next() ? found.getLong(1) : -1;
    }
    if (number < 0) {
      return advance(reader, latest);
    }
    here.put(reader, number);
    return number;
  }

  long advance(String reader, long number) throws SQLException {
    put.setString(1, reader);
    put.setLong(2, number);
    put.executeUpdate();
    here.put(reader, number);
    return number;
  }

  /**
   * The last event that all readers of this process have taken, but those that have fallen; beyond
   * all if there are none.
   *
   * @param oldest the first event that is kept
   */
  long slowest(long oldest) {
    return here.values().stream()
        .mapToLong(Long::longValue)
        .filter(number -> number + 1 >= oldest)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Those that have fallen since this was asked last, now that {@code oldest} is the first. */
  List<Fallen> fallen(long oldest) {
    List<Fallen> fresh = new ArrayList<>();
    here.forEach(
        (reader, number) -> {
          if (number + 1 >= oldest) {
            fallen.remove(reader);
          } else if (fallen.add(reader)) {
            falling.add(reader);
            fresh.add(new Fallen(reader, number, oldest));
          }
        });
    return fresh;
  }

  /** The transaction holds. */
  void committed() {
    falling.clear();
  }

  /** The transaction does not hold. */
  void rolledBack() {
    fallen.removeAll(falling);
    falling.clear();
  }
}
