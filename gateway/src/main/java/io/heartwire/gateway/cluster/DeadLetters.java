package io.heartwire.gateway.cluster;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Events that readers could not be told, kept apart until somebody has looked at them: durable, and
 * at most {@value #MOST} of each reader, the oldest of which make room. Whoever serves a reader
 * {@linkplain Turn#bury buries} them. Thread safe. What {@link #remove} returns completes once it
 * is durable; the other methods may read a disk.
 */
public interface DeadLetters {
  /** So many are kept of one reader. */
  int MOST = 10_000;

  /**
   * What became of a letter that was kept.
   *
   * @param kept how many there are of its reader now
   * @param dropped how many of the oldest had to go
   */
  record Buried(long kept, long dropped) {}

  /**
   * Forgets one: it was told after all.
   *
   * @param number of the event
   * @return how many are left of {@code reader}
   */
  CompletionStage<Long> remove(String reader, long number);

  /**
   * Those of {@code reader} in order.
   *
   * @param after the number of the last event that is known; 0 for none
   * @param limit at most so many
   */
  List<DeadLetter> list(String reader, long after, int limit);

  /** How many there are of {@code reader}. */
  long count(String reader);
}
