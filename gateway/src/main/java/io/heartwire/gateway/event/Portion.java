package io.heartwire.gateway.event;

/**
 * How many events a sink is told at a time: half as many each time it refuses them, so that the one
 * it means ends up alone; twice as many after a while of peace. NOT thread safe.
 */
final class Portion {
  private static final int PEACE = 16;

  private final int most;
  private int size;
  private int taken;

  Portion(int most) {
    this.most = most;
    this.size = most;
  }

  int size() {
    return size;
  }

  /** So many at once were refused: the next ones are fewer. */
  void refused(int events) {
    size = Math.max(1, events / 2);
    taken = 0;
  }

  /** They were taken. */
  void taken() {
    if (size < most && ++taken >= PEACE) {
      size = Math.min(most, 2 * size);
      taken = 0;
    }
  }
}
