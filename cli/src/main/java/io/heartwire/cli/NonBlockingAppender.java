package io.heartwire.cli;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A queue of 8,192 log lines in front of the stream they go to. Where the stream cannot keep up,
 * lines are dropped and counted; as soon as there is room again one line says how many. Safe for
 * any thread, and never blocks an event loop.
 */
final class NonBlockingAppender extends AsyncAppender {
  static final int CAPACITY = 8_192;

  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong reported = new AtomicLong();

  NonBlockingAppender() {
    setQueueSize(CAPACITY);
    setDiscardingThreshold(0);
    setNeverBlock(true);
    setMaxFlushTime(2_000);
  }

  /** Lines dropped since the start. */
  long dropped() {
    return dropped.get();
  }

  @Override
  protected void append(ILoggingEvent event) {
    int room = getRemainingCapacity();
    if (room == 0) {
      dropped.incrementAndGet();
      return;
    }
    if (room > CAPACITY / 2) {
      reportDrops();
    }
    super.append(event);
  }

  private void reportDrops() {
    long now = dropped.get();
    long before = reported.get();
    if (now == before || !reported.compareAndSet(before, now)) {
      return;
    }
    var context = (LoggerContext) getContext();
    @Nullable Throwable none = null;
    super.append(
        new LoggingEvent(
            NonBlockingAppender.class.getName(),
            context.getLogger(NonBlockingAppender.class),
            Level.WARN,
            (now - before) + " log lines were dropped: standard error is not read fast enough",
            none,
            null));
  }
}
