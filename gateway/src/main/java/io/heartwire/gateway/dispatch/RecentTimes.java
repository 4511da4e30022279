package io.heartwire.gateway.dispatch;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.AtomicHistogram;

/**
 * How long something took lately: the last one to two periods of {@link #rotate}. Thread safe;
 * recording takes no lock and allocates nothing.
 */
final class RecentTimes {
  private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);
  private static final int DIGITS = 1;

  private volatile AtomicHistogram current = new AtomicHistogram(LONGEST_MICROS, DIGITS);
  private volatile AtomicHistogram previous = new AtomicHistogram(LONGEST_MICROS, DIGITS);

  /** Notes {@code nanos}; what is longer than an hour counts as an hour. */
  void record(long nanos) {
    long micros = TimeUnit.NANOSECONDS.toMicros(Math.max(0, nanos));
    current.recordValue(Math.min(micros, LONGEST_MICROS));
  }

  /** Forgets the older period. One thread at a time. */
  void rotate() {
    AtomicHistogram older = previous;
    older.reset();
    previous = current;
    current = older;
  }

  /** What was noted; empty if nothing was. */
  Optional<HandlerFigures.Times> figures() {
    AtomicHistogram all = current.copy();
    all.add(previous);
    return all.getTotalCount() == 0
        ? Optional.empty()
        : Optional.of(
            new HandlerFigures.Times(
                all.getValueAtPercentile(50), all.getValueAtPercentile(99), all.getMaxValue()));
  }
}
