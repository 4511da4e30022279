package io.heartwire.gateway.transport;

import io.heartwire.gateway.admission.AdmissionState;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line in ten seconds for all the clients that were told to come later, on a thread that may
 * block. Thread safe.
 */
final class StormLog {
  private static final Logger LOG = LoggerFactory.getLogger(StormLog.class);
  private static final long PAUSE_NANOS = 10_000_000_000L;

  private final Executor executor;
  private final LongAdder told = new LongAdder();
  private final AtomicLong nextLineAt;

  StormLog(Executor executor, long now) {
    this.executor = executor;
    this.nextLineAt = new AtomicLong(now);
  }

  /** A client was told to come later. */
  void told(long now, Supplier<AdmissionState> state) {
    told.increment();
    long due = nextLineAt.get();
    if (now - due >= 0 && nextLineAt.compareAndSet(due, now + PAUSE_NANOS)) {
      try {
        executor.execute(() -> LOG.warn(line(told.sumThenReset(), state.get())));
      } catch (RejectedExecutionException e) {
        // The queue is full of departures, each of which says more: this line is worth less.
      }
    }
  }

  private static String line(long told, AdmissionState state) {
    return String.format(
        Locale.ROOT,
        "%d answers \"later\" since the last such line: %d clients have slots, the last one in"
            + " %.1fs; logins at %s a second, %d of %d under way; 'heartwire storm' shows more",
        told,
        state.slots().outstanding(),
        state.slots().last().toMillis() / 1e3,
        state.perSecond() == 0 ? "any number" : Long.toString(Math.round(state.perSecond())),
        state.inFlight(),
        state.inFlightMax());
  }
}
