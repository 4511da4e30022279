package io.heartwire.client;

import io.heartwire.wire.Frame;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Hands the messages that come to the application, in order, and acknowledges those that want it
 * once the application has dealt with them; it sees none of those twice, on whatever connection it
 * comes again. Thread safe.
 *
 * <p>Of those that were acknowledged the last {@value #REMEMBERED} are remembered; those that the
 * application has not dealt with are bounded by {@link Callbacks#MAX_WAITING}.
 */
final class Intake {
  static final int REMEMBERED = 1_000;

  private final Callbacks callbacks;
  private final Consumer<Frame.Message> application;
  private final Consumer<String> acknowledge;
  private final Set<String> open = new HashSet<>(0);
  private final Set<String> done = new LinkedHashSet<>(0);
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong repeated = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();

  /**
   * Hands on to {@code application}, on {@code callbacks}.
   *
   * @param acknowledge sends the acknowledgement of an id on the present connection, if there is
   *     one; without, the server sends the message again on the next, and is told then
   */
  Intake(Callbacks callbacks, Consumer<Frame.Message> application, Consumer<String> acknowledge) {
    this.callbacks = callbacks;
    this.application = application;
    this.acknowledge = acknowledge;
  }

  /** {@code message} has come. */
  void came(Frame.Message message) {
    received.incrementAndGet();
    String id = message.id();
    if (message.ackWanted() && !isFirst(id)) {
      repeated.incrementAndGet();
      if (isDone(id)) {
        acknowledge.accept(id);
      }
      return;
    }
    if (!callbacks.offer(() -> handOn(message))) {
      dropped.incrementAndGet();
      failed(id);
    }
  }

  private void handOn(Frame.Message message) {
    try {
      application.accept(message);
    } catch (Throwable e) {
      failed(message.id());
      throw e;
    }
    if (message.ackWanted()) {
      done(message.id());
      acknowledge.accept(message.id());
    }
  }

  private synchronized boolean isFirst(String id) {
    if (open.size() > Callbacks.MAX_WAITING + 1) {
      // More than can be: their executor has refused work, and they may come again.
      open.clear();
    }
    return !done.contains(id) && open.add(id);
  }

  private synchronized boolean isDone(String id) {
    return done.contains(id);
  }

  private synchronized void done(String id) {
    open.remove(id);
    done.add(id);
    if (done.size() > REMEMBERED) {
      Iterator<String> eldest = done.iterator();
      eldest.next();
      eldest.remove();
    }
  }

  /** It may come again. */
  private synchronized void failed(String id) {
    open.remove(id);
  }

  /** Messages that came. */
  long received() {
    return received.get();
  }

  /** Those of them that had come before. */
  long repeated() {
    return repeated.get();
  }

  /** Those of them that were dropped for want of room. */
  long dropped() {
    return dropped.get();
  }
}
