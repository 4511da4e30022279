package io.heartwire.gateway.cluster.embedded;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Forgets the oldest events, by age and by the size of the file, and clients that have been offline
 * for as long; a few at a time. NOT thread safe: the thread that commits owns it.
 */
final class Forgetting {
  private static final int AT_A_TIME = 2_000;
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /**
   * How much is kept.
   *
   * @param age events older than this are forgotten
   * @param bytes while what the file holds is larger than this, the oldest are
   */
  record Limits(Duration age, long bytes) {}

  private final Limits limits;
  private final PreparedStatement oldest;
  private final PreparedStatement delete;
  private final PreparedStatement size;
  private final PreparedStatement strangers;
  private final Tally tally;
  private long nextNanos;

  Forgetting(Connection connection, Tally tally, Limits limits, long nowNanos) throws SQLException {
    this.limits = limits;
    this.tally = tally;
    this.nextNanos = nowNanos;
    this.oldest =
        connection.prepareStatement("SELECT number, at_us FROM event ORDER BY number LIMIT 1");
    this.delete =
        connection.prepareStatement(
            "DELETE FROM event WHERE number < ? AND (? OR at_us < ?)"
                + " AND number < (SELECT max(number) FROM event)");
    this.strangers =
        connection.prepareStatement(
            "DELETE FROM session WHERE client IN"
                + " (SELECT client FROM session WHERE state = 0 AND changed_us < ? LIMIT "
                + AT_A_TIME
                + ")");
    this.size =
        connection.prepareStatement(
            "SELECT (page_count - freelist_count) * page_size"
                + " FROM pragma_page_count, pragma_freelist_count, pragma_page_size");
  }

  /** Forgets a few if it is time to; more of it in the next transaction, this one is a login's. */
  void step(long nowNanos, Instant now, long slowest) throws SQLException {
    if (nowNanos - nextNanos < 0) {
      return;
    }
    long horizon = EngineTime.micros(now.minus(limits.age()));
    strangers.setLong(1, horizon);
    int clients = strangers.executeUpdate();
    tally.forgotten(clients);
    if (Math.max(clients, forgetEvents(horizon, slowest)) < AT_A_TIME) {
      nextNanos = nowNanos + PAUSE_NANOS;
    }
  }

  /** A reader that is behind holds what it has not read, up to twice the size. */
  private int forgetEvents(long horizon, long slowest) throws SQLException {
    long first;
    long firstAt;
    try (ResultSet found = oldest.executeQuery()) {
      if (!found.next()) {
        return 0;
      }
      first = found.getLong(1);
      firstAt = found.getLong(2);
    }
    long bytes = bytes();
    boolean tooLarge = bytes > limits.bytes();
    if (!tooLarge && firstAt >= horizon) {
      return 0;
    }
    boolean farTooLarge = bytes / 2 > limits.bytes();
    long held = farTooLarge || slowest == Long.MAX_VALUE ? Long.MAX_VALUE : slowest + 1;
    delete.setLong(1, Math.min(first + AT_A_TIME, held));
    delete.setBoolean(2, tooLarge);
    delete.setLong(3, horizon);
    return delete.executeUpdate();
  }

  long nanosToNext(long nowNanos) {
    return Math.max(0, nextNanos - nowNanos);
  }

  private long bytes() throws SQLException {
    try (ResultSet found = size.executeQuery()) {
      return found.next() ? found.getLong(1) : 0;
    }
  }
}
