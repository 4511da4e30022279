package io.heartwire.cli.e2e;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** When clients logged in, to ten milliseconds, since a moment. Thread safe. */
final class StormLogins {
  private static final int BINS = 20_000;
  private static final long BIN_NANOS = 10_000_000;

  private final AtomicInteger attempts = new AtomicInteger();
  private volatile AtomicIntegerArray bins = new AtomicIntegerArray(BINS);
  private volatile long since = System.nanoTime();

  /** Counts anew, from {@code since} on, on the machine's monotonic clock. */
  void begin(long since) {
    this.since = since;
    attempts.set(0);
    bins = new AtomicIntegerArray(BINS);
  }

  void attempted() {
    attempts.incrementAndGet();
  }

  void loggedIn() {
    long bin = Math.max(0, (System.nanoTime() - since) / BIN_NANOS);
    bins.incrementAndGet((int) Math.min(BINS - 1, bin));
  }

  /** How many logged in. */
  int count() {
    int count = 0;
    for (int i = 0; i < BINS; i++) {
      count += bins.get(i);
    }
    return count;
  }

  int attempts() {
    return attempts.get();
  }

  /** The bins that are not empty, as {@code 10ms:count}. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < BINS; i++) {
      if (bins.get(i) > 0) {
        text.append(text.length() == 0 ? "" : ",").append(i).append(':').append(bins.get(i));
      }
    }
    return text.length() == 0 ? "-" : text.toString();
  }
}
