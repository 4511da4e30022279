package io.heartwire.gateway.cluster;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Who changed what: durable, and at most {@value #MOST} lines, of which the oldest make room and
 * are counted. Thread safe. {@link #write} never blocks; the other methods may read a disk.
 */
public interface AuditLog {
  /** So many lines are kept. */
  int MOST = 10_000;

  /**
   * One line and its number.
   *
   * @param number from 1 on, never used twice
   */
  record Entry(long number, AuditLine line) {}

  /**
   * Which lines.
   *
   * @param action of this action only
   * @param since written at this moment or later
   */
  record Wanted(Optional<String> action, Instant since) {}

  /**
   * Writes {@code line}.
   *
   * @return its number, once it is durable
   */
  CompletionStage<Long> write(AuditLine line);

  /**
   * The latest first.
   *
   * @param before with smaller numbers than this; {@link Long#MAX_VALUE} for the latest
   * @param limit at most so many
   */
  List<Entry> list(Wanted wanted, long before, int limit);

  /** How many there are. */
  long count(Wanted wanted);

  /** How many of the oldest had to go since the file was made. */
  long dropped();
}
