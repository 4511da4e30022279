package io.heartwire.gateway.dispatch;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands messages to the {@link MessageHandler}, on the caller's thread, and guards the connection
 * from it: whatever the handler throws is logged and counted, and goes no further. Thread safe.
 */
public final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final MessageHandler handler;
  private final LongAdder received = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder acknowledged = new LongAdder();

  /** Sends an acknowledgement; called on whatever thread completes the handler's stage. */
  @FunctionalInterface
  public interface Acknowledge {
    /** The message of this id has been dealt with. */
    void taken(String id);
  }

  /** Hands everything to {@code handler}. */
  public Dispatcher(MessageHandler handler) {
    this.handler = handler;
  }

  /** Delivers {@code message} of {@code peer}; never throws an exception of the handler. */
  public void deliver(Peer peer, Message message, Acknowledge acknowledge) {
    received.increment();
    try {
      handler
          .received(peer, message)
          .whenComplete((ignored, failure) -> completed(peer, message, failure, acknowledge));
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      failed(peer, message, e);
    }
  }

  private void completed(
      Peer peer, Message message, @Nullable Throwable failure, Acknowledge acknowledge) {
    if (failure != null) {
      failed(peer, message, failure);
    } else if (message.ackWanted()) {
      acknowledged.increment();
      acknowledge.taken(message.id());
    }
  }

  private void failed(Peer peer, Message message, Throwable failure) {
    failed.increment();
    LOG.error(
        "{}: the handler failed on a message of type '{}' ({} bytes): no ack is sent, the"
            + " connection stays",
        peer.clientId(),
        Printable.of(message.type()),
        message.body().remaining(),
        failure);
  }

  /** Messages handed over since the start. */
  public long received() {
    return received.sum();
  }

  /** Messages on which the handler failed, since the start. */
  public long failed() {
    return failed.sum();
  }

  /** Acknowledgements sent since the start. */
  public long acknowledged() {
    return acknowledged.sum();
  }
}
