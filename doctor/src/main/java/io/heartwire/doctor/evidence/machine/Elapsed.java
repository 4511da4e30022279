package io.heartwire.doctor.evidence.machine;

import io.heartwire.doctor.evidence.Reading;

/** The time between readings. Not thread safe. */
final class Elapsed {
  private long lastNanos;
  private boolean known;

  /** Nanoseconds since the reading before; NaN at the first, and if no time has passed. */
  double nanosUntil(Reading.Builder reading) {
    long passed = reading.atNanos() - lastNanos;
    boolean usable = known && passed > 0;
    lastNanos = reading.atNanos();
    known = true;
    return usable ? passed : Double.NaN;
  }
}
