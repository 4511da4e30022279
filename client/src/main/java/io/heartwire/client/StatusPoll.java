package io.heartwire.client;

import io.heartwire.wire.Status;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Asks the user's supplier for a status when a ping is sent, off the event loop: a ping carries
 * what the supplier said last, and never waits for it. Thread safe.
 */
final class StatusPoll {
  /** Of a client that does not say how it is. */
  static final Supplier<Status> NONE = () -> Status.NONE;

  private final Supplier<Status> supplier;
  private final Callbacks callbacks;
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile Status latest = Status.NONE;

  StatusPoll(Supplier<Status> supplier, Callbacks callbacks) {
    this.supplier = supplier;
    this.callbacks = callbacks;
  }

  /** A session begins: asks, so that its first ping has something to carry. */
  void welcomed() {
    ask();
  }

  /** For the ping that is being sent; asks again for the next one. */
  Status forPing() {
    Status now = latest;
    ask();
    return now;
  }

  /** Asks now, then runs {@code then} on the callbacks' executor. */
  void askNow(Runnable then) {
    callbacks.run(
        () -> {
          latest = supplier.get();
          then.run();
        });
  }

  private void ask() {
    // A client without a status has nothing to ask; one that is slow is not asked twice.
    if (supplier == NONE || !asking.compareAndSet(false, true)) {
      return;
    }
    callbacks.run(
        () -> {
          asking.set(false);
          latest = Status.NONE;
          latest = supplier.get();
        });
  }
}
