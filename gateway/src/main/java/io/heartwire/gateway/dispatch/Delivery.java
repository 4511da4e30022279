package io.heartwire.gateway.dispatch;

import io.heartwire.wire.Printable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One message on its way through the handler. Thread safe.
 *
 * <p>It is <em>settled</em> once: by the handler, by its deadline, or because there was no room. It
 * is <em>finished</em> once it is settled and no thread is in the handler with it.
 */
final class Delivery implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  private final Desk desk;
  private final Inbound inbound;
  private final HandlerType type;
  private final Model model;
  private final String id;
  private final int bytes;
  private final boolean ackWanted;
  private final long arrivedNanos;
  // Null once it is settled: a stage that never completes must not keep the body.
  private @Nullable Message message;
  private @Nullable Thread worker;
  private boolean started;
  private boolean settled;
  private boolean held;
  private boolean givenUp;
  private long startedNanos;
  private long attentiveStartNanos;
  private long expiredNanos;

  /**
   * A message whose deadline has just passed.
   *
   * @param what it was, for a log
   * @param stack where its handler stands; empty if that has returned and its stage is not complete
   */
  record Expiry(String what, List<StackTraceElement> stack) {}

  Delivery(Desk desk, Inbound inbound, HandlerType type, Model model, Message message) {
    this.desk = desk;
    this.inbound = inbound;
    this.type = type;
    this.model = model;
    this.message = message;
    this.id = message.id();
    this.bytes = message.body().remaining();
    this.ackWanted = message.ackWanted();
    this.arrivedNanos = desk.now();
  }

  Inbound inbound() {
    return inbound;
  }

  HandlerType type() {
    return type;
  }

  int bytes() {
    return bytes;
  }

  /** Its bytes are held from now on, until it is finished. */
  synchronized void held() {
    held = true;
  }

  /** Calls the handler, on this thread. */
  @Override
  public void run() {
    Message handed = begin();
    if (handed == null) {
      return;
    }
    CompletionStage<?> stage = null;
    Throwable failure = null;
    try {
      stage =
          Objects.requireNonNull(
              desk.handler().received(inbound.peer(), handed),
              "the handler returned null: return a stage");
    } catch (Throwable e) {
      failure = e;
    }
    returned();
    if (stage == null) {
      completed(failure);
    } else {
      follow(stage);
    }
    if (model == Model.INLINE) {
      flyUnlessSettled();
    }
  }

  /** The message to hand over; null if it has been settled while it waited. */
  private @Nullable Message begin() {
    long now = desk.now();
    Message handed;
    synchronized (this) {
      if (settled) {
        return null;
      }
      started = true;
      startedNanos = now;
      attentiveStartNanos = desk.attentiveNow();
      worker = Thread.currentThread();
      handed = message;
    }
    type.handledBy(model);
    if (model != Model.INLINE) {
      type.waited.record(now - arrivedNanos);
      desk.pending().flies(this);
    }
    return handed;
  }

  private void returned() {
    if (model == Model.INLINE) {
      long took = desk.now() - startedNanos;
      type.heldLoop(took, desk.isTooLongForLoop(took));
    }
    synchronized (this) {
      worker = null;
    }
    if (model != Model.INLINE) {
      // Nobody interrupts it any more: what is left belongs to this message, not to the next one.
      Thread.interrupted();
    }
    finish();
  }

  private void follow(CompletionStage<?> stage) {
    try {
      stage.whenComplete((ignored, failure) -> completed(failure));
    } catch (Throwable e) {
      completed(e);
    }
  }

  /** An inline handler is not in flight while it runs: it cannot be interrupted. */
  private void flyUnlessSettled() {
    synchronized (this) {
      if (settled) {
        return;
      }
      held = true;
      desk.pending().holdAnyway(bytes);
      desk.pending().flies(this);
    }
  }

  private void completed(@Nullable Throwable failure) {
    if (!settle()) {
      type.late.increment();
      return;
    }
    type.took(desk.now() - startedNanos);
    if (isBusy(failure)) {
      type.busy.increment();
      desk.busy.increment();
      refuse(Origin.Refused.BUSY);
    } else if (failure != null) {
      failed(failure);
    } else if (ackWanted) {
      desk.acknowledged.increment();
      inbound.origin().taken(id);
    }
    finish();
  }

  private static boolean isBusy(@Nullable Throwable failure) {
    return failure instanceof BusyException
        || (failure instanceof CompletionException && failure.getCause() instanceof BusyException);
  }

  private void failed(Throwable failure) {
    type.failed.increment();
    desk.failed.increment();
    LOG.error(
        "{}: the handler failed on a message of type '{}' ({} bytes): no ack is sent, the"
            + " connection stays",
        inbound.peer().clientId(),
        Printable.of(type.name()),
        bytes,
        failure);
    refuse(Origin.Refused.FAILED);
  }

  /** There was no room for it: no handler sees it. */
  void busy() {
    if (settle()) {
      type.busy.increment();
      desk.busy.increment();
      refuse(Origin.Refused.BUSY);
      finish();
    }
  }

  private void refuse(Origin.Refused why) {
    if (ackWanted) {
      inbound.origin().refused(id, why);
    }
  }

  private boolean settle() {
    synchronized (this) {
      if (settled) {
        return false;
      }
      settled = true;
      message = null;
      return true;
    }
  }

  private void finish() {
    boolean release;
    synchronized (this) {
      if (!settled || worker != null) {
        return;
      }
      release = held;
      held = false;
    }
    desk.pending().landed(this);
    if (release) {
      desk.pending().release(bytes);
    }
  }

  /** Gives it up if its deadline has passed: the client is told, the thread interrupted. */
  Optional<Expiry> expireIfDue() {
    synchronized (this) {
      if (!started || desk.attentiveNow() - attentiveStartNanos < type.deadlineNanos()) {
        return Optional.empty();
      }
    }
    return giveUp();
  }

  /** A shutdown has waited long enough: gives it up, whatever its deadline. */
  void stop() {
    boolean seen;
    synchronized (this) {
      seen = started;
    }
    if (seen) {
      giveUp().ifPresent(expiry -> LOG.warn("at shutdown, {}", expiry.what()));
    } else {
      busy();
    }
  }

  private Optional<Expiry> giveUp() {
    Thread blocked;
    synchronized (this) {
      if (settled || (worker != null && model == Model.INLINE)) {
        return Optional.empty();
      }
      settled = true;
      message = null;
      expiredNanos = desk.now();
      blocked = worker;
    }
    // The stack first: an interrupted handler may be gone at once.
    List<StackTraceElement> stack = blocked == null ? List.of() : List.of(blocked.getStackTrace());
    type.expired.increment();
    desk.expired.increment();
    refuse(Origin.Refused.FAILED);
    synchronized (this) {
      if (worker != null) {
        worker.interrupt();
      }
    }
    finish();
    return Optional.of(new Expiry(described(), stack));
  }

  private String described() {
    long ranMillis = TimeUnit.NANOSECONDS.toMillis(desk.now() - startedNanos);
    return "%s: the handler of %s (%s, %d bytes) has not ended after %d ms, limit %d ms"
        .formatted(
            inbound.peer().clientId(),
            type.label(),
            model.word(),
            bytes,
            ranMillis,
            TimeUnit.NANOSECONDS.toMillis(type.deadlineNanos()));
  }

  /** True if it is settled and no thread is in the handler with it. */
  synchronized boolean isFinished() {
    return settled && worker == null;
  }

  /** True, once, if its handler goes on though it was interrupted {@code graceNanos} ago. */
  boolean ignoresInterrupt(long graceNanos) {
    synchronized (this) {
      if (givenUp
          || !settled
          || worker == null
          || model != Model.QUEUE
          || desk.now() - expiredNanos < graceNanos) {
        return false;
      }
      givenUp = true;
      return true;
    }
  }

  /** Its handler's name for a log. */
  @Override
  public String toString() {
    return type.label() + " of " + inbound.peer().clientId();
  }
}
