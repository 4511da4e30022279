package io.heartwire.doctor.evidence.machine;

/** A number of the kernel's that only grows. Not thread safe. */
final class Counter {
  private long last;
  private boolean known;

  /** By how much it has grown; NaN the first time, and when it has been set back. */
  double grownTo(long value) {
    double grown = known && value >= last ? value - last : Double.NaN;
    last = value;
    known = true;
    return grown;
  }

  /** Forgets what it was: the next value is the first. */
  void forget() {
    known = false;
  }
}
