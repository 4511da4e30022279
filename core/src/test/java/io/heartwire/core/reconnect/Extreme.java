package io.heartwire.core.reconnect;

import java.util.random.RandomGenerator;

/** A source of randomness that always answers its least, or always its largest value. */
record Extreme(boolean largest) implements RandomGenerator {
  @Override
  public long nextLong() {
    return largest ? Long.MAX_VALUE : 0;
  }

  @Override
  public long nextLong(long bound) {
    return largest ? bound - 1 : 0;
  }
}
