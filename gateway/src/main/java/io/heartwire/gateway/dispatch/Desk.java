package io.heartwire.gateway.dispatch;

import io.heartwire.core.time.NanoClock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What all deliveries share. Thread safe. */
final class Desk {
  final LongAdder received = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder acknowledged = new LongAdder();
  final LongAdder busy = new LongAdder();
  final LongAdder expired = new LongAdder();
  final LongAdder abandoned = new LongAdder();
  private final MessageHandler handler;
  private final NanoClock clock;
  private final Pending pending;
  private final long inlineWarningNanos;
  private final AtomicLong excusedNanos = new AtomicLong();

  Desk(MessageHandler handler, NanoClock clock, Pending pending, long inlineWarningNanos) {
    this.handler = handler;
    this.clock = clock;
    this.pending = pending;
    this.inlineWarningNanos = inlineWarningNanos;
  }

  MessageHandler handler() {
    return handler;
  }

  Pending pending() {
    return pending;
  }

  long now() {
    return clock.nanoTime();
  }

  /** The clock without the time in which the whole process stood still: for deadlines. */
  long attentiveNow() {
    return clock.nanoTime() - excusedNanos.get();
  }

  /** The process stood still: no handler is blamed for that time. */
  void excuse(long nanos) {
    excusedNanos.addAndGet(nanos);
  }

  boolean isTooLongForLoop(long nanos) {
    return nanos >= inlineWarningNanos;
  }
}
