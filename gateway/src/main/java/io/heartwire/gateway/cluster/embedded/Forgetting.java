package io.heartwire.gateway.cluster.embedded;

import java.sql.Connection;
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
   * @param holdBytes up to this, what a reader has not taken is held for it all the same
   */
  record Limits(Duration age, long bytes, long holdBytes) {}

  private final Limits limits;
  private final LastingStatement oldest;
  private final LastingStatement delete;
  private final LastingStatement size;
  private final LastingStatement strangers;
  private final Tally tally;
  private long nextNanos;
  private long first;
  private long last;

  Forgetting(Connection connection, Tally tally, Limits limits, long nowNanos) throws SQLException {
    this.limits = limits;
    this.tally = tally;
    // Those who are told everything say only after the start how far they are.
    this.nextNanos = nowNanos + PAUSE_NANOS;
    this.oldest =
        LastingStatement.of(
            connection,
            "SELECT number, at_us, (SELECT max(number) FROM event) FROM event ORDER BY number"
                + " LIMIT 1");
    this.delete =
        LastingStatement.of(
            connection,
            "DELETE FROM event WHERE number < ? AND (number < ? OR at_us < ?)"
                + " AND number < (SELECT max(number) FROM event)");
    this.strangers =
        LastingStatement.of(
            connection,
            "DELETE FROM session WHERE client IN"
                + " (SELECT client FROM session WHERE state = 0 AND changed_us < ? LIMIT "
                + AT_A_TIME
                + ")");
    this.size =
        LastingStatement.of(
            connection,
            "SELECT (page_count - freelist_count) * page_size"
                + " FROM pragma_page_count, pragma_freelist_count, pragma_page_size");
  }

  /**
   * Forgets a few if it is time to; more of it in the next transaction, this one is a login's.
   *
   * @return whether it has looked
   */
  boolean step(long nowNanos, Instant now, Cursors cursors) throws SQLException {
    if (nowNanos - nextNanos < 0) {
      return false;
    }
    long horizon = EngineTime.micros(now.minus(limits.age()));
    strangers.setLong(1, horizon);
    int clients = strangers.executeUpdate();
    tally.forgotten(clients);
    if (Math.max(clients, forgetEvents(horizon, cursors)) < AT_A_TIME) {
      nextNanos = nowNanos + PAUSE_NANOS;
    }
    return true;
  }

  private int forgetEvents(long horizon, Cursors cursors) throws SQLException {
    long firstAt = look();
    long bytes = bytes();
    if (bytes <= limits.bytes() && firstAt >= horizon) {
      return 0;
    }
    boolean farTooLarge = bytes > limits.holdBytes();
    long slowest = farTooLarge ? Long.MAX_VALUE : cursors.slowest(first);
    long held = slowest == Long.MAX_VALUE ? Long.MAX_VALUE : slowest + 1;
    delete.setLong(1, Math.min(first + AT_A_TIME, held));
    delete.setLong(2, first + tooMany(bytes, farTooLarge ? limits.holdBytes() : limits.bytes()));
    delete.setLong(3, horizon);
    int deleted = delete.executeUpdate();
    look();
    return deleted;
  }

  /** About so many events make up what is above {@code most}. */
  private long tooMany(long bytes, long most) {
    double share = Math.max(0, bytes - most) / (double) Math.max(1, bytes);
    return (long) Math.ceil(share * (last - first + 1));
  }

  /** Finds the oldest event; when it happened, or the end of time if there is none. */
  private long look() throws SQLException {
    try (ResultSet found = oldest.executeQuery()) {
      if (!found.next()) {
        return Long.MAX_VALUE;
      }
      first = found.getLong(1);
      last = found.getLong(3);
      return found.getLong(2);
    }
  }

  /** The number of the first event that is kept, when {@link #step} looked last. */
  long first() {
    return first;
  }

  /** What it did last does not hold: it is done again. */
  void rolledBack(long nowNanos) {
    nextNanos = nowNanos;
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
