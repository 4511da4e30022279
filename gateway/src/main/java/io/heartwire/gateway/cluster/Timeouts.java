package io.heartwire.gateway.cluster;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Moments of which somebody wishes to be told, durable: each comes out as one {@code timeout} event
 * and is forgotten in the same transaction, whatever dies in between. Thread safe.
 *
 * <p>What counts is how far away a moment was by the wall clock when it was set. That time is
 * waited for, and no longer, where the clock is set back meanwhile. Where it is set forward, or the
 * machine was asleep, what has passed by it is due at once. Nothing comes out twice.
 *
 * <p>{@link #set} and {@link #cancel} never block and complete once they are durable, on a thread
 * of the engine. {@link #find} and {@link #page} may read a disk.
 */
public interface Timeouts {
  /** The answer to {@link #set}. */
  sealed interface Answer {
    /**
     * It will come out.
     *
     * @param replaced true if it took the place of one of the same name that was pending
     */
    record Kept(boolean replaced) implements Answer {}

    /**
     * There is no room: nothing has changed.
     *
     * @param why one sentence with value, limit and remedy
     */
    record Full(String why) implements Answer {}
  }

  /**
   * A few of those that are pending, in the order in which they come out.
   *
   * @param timeouts the few
   * @param next where the next few begin; empty if there are none
   */
  record Page(List<Timeout> timeouts, Optional<String> next) {}

  /**
   * How many there are and were.
   *
   * @param pending set, and not yet come out
   * @param fired come out, since the start
   * @param refused for want of room, since the start
   * @param latenessMs by how much the latest one that came out was late, in milliseconds
   */
  record Figures(long pending, long fired, long refused, long latenessMs) {}

  /** Sets {@code timeout}, in place of a pending one of the same name. */
  CompletionStage<Answer> set(Timeout timeout);

  /**
   * Takes back the one named {@code id}.
   *
   * @return false if none of that name is pending: it has come out, or never was
   */
  CompletionStage<Boolean> cancel(String id);

  /** The one named {@code id}, if it is pending. */
  Optional<Timeout> find(String id);

  /**
   * Up to {@code limit} of those that are pending.
   *
   * @param after the {@code next} of the page before; empty for the first one
   * @throws IllegalArgumentException if {@code after} is no such thing
   */
  Page page(Optional<String> after, int limit);

  /** How many there are and were; read from memory. */
  Figures figures();
}
