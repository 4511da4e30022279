package io.heartwire.gateway.dispatch;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one connection, on their way to the handler.
 *
 * <p>{@link #deliver} is called by one thread at a time, in the order of arrival: the event loop of
 * the connection. The order in which handlers are called is this:
 *
 * <ul>
 *   <li>{@link Model#QUEUE}: in the order of arrival, one after the other, over all queued types of
 *       this client; also over its connections, where a newer one takes over.
 *   <li>{@link Model#INLINE}: in the order of arrival, over all inline types of this connection. No
 *       order is kept between inline and queued types: inline ones overtake.
 *   <li>{@link Model#PER_TASK}: none.
 *   <li>The model of a type changes between inline and queue: for the messages of that type on this
 *       connection the order stays. As long as an earlier one of them is in a lane, a later one
 *       goes there too, even if the type is inline by now.
 *   <li>To or from per-task: a message that arrived after the change may overtake one that came
 *       before it.
 * </ul>
 *
 * <p>The order is that of calls: a handler that returns a stage which is not complete is done as
 * far as the order is concerned. And it ends where a lane leaves behind a handler that neither
 * ended within its deadline nor obeyed its interrupt: the next message is handled beside it.
 */
public final class Inbound {
  private final Dispatcher dispatcher;
  private final Peer peer;
  private final Origin origin;
  private final AtomicInteger inLane = new AtomicInteger();
  private volatile @Nullable HandlerType last;

  Inbound(Dispatcher dispatcher, Peer peer, Origin origin) {
    this.dispatcher = dispatcher;
    this.peer = peer;
    this.origin = origin;
  }

  /** Takes in {@code message}. Returns once an inline handler has; never throws what it throws. */
  public void deliver(Message message) {
    dispatcher.deliver(this, message);
  }

  /** The type of the last message that came; empty if none did. Any thread. */
  public String lastType() {
    HandlerType type = last;
    return type == null ? "" : type.name();
  }

  void brought(HandlerType type) {
    last = type;
  }

  Peer peer() {
    return peer;
  }

  Origin origin() {
    return origin;
  }

  void enteredLane() {
    inLane.incrementAndGet();
  }

  void leftLane() {
    inLane.decrementAndGet();
  }

  /** True if a message of it waits in a lane, or is being handled there. */
  boolean isInLane() {
    return inLane.get() > 0;
  }
}
