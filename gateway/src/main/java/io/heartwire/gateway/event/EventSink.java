package io.heartwire.gateway.event;

import io.heartwire.gateway.cluster.Event;
import java.util.List;

/**
 * Another system that is told what happened. One thread of its own calls it, so it may block; it is
 * told everything at least once, and in order: what is told twice has the same number.
 */
public interface EventSink extends AutoCloseable {
  /**
   * Hands {@code events} on; they are the other side's when this returns.
   *
   * @throws SinkException if they were not taken: the same ones come again after a while
   * @throws InterruptedException if the gateway is being stopped
   */
  void deliver(List<Event> events) throws SinkException, InterruptedException;

  /**
   * Events that were taken and that the other side forgets unless it is told them again: they go to
   * {@link #deliver} once more, and are not kept for that. Asked after each batch, and about every
   * 30 s while nothing happens.
   */
  default List<Event> again() {
    return List.of();
  }

  /** Lets go of what it holds. */
  @Override
  void close();
}
