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

  /** Lets go of what it holds. */
  @Override
  void close();
}
