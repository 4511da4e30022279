package io.heartwire.gateway.admin;

import java.time.Instant;
import java.util.Optional;

/**
 * The last readings of how many clients are where, in arrays that never grow. The oldest one is
 * forgotten for a new one. NOT thread safe.
 */
final class FigureRing {
  private static final int COLUMNS = 6;

  private final long[][] columns;
  private int count;
  private int next;

  /**
   * One reading.
   *
   * @param ended sessions that ended since the start
   * @param timedOut those among them that the detector ended
   */
  record Figures(
      Instant at, long attached, long inGrace, long offline, long ended, long timedOut) {}

  FigureRing(int capacity) {
    this.columns = new long[COLUMNS][capacity];
  }

  void add(Figures now) {
    columns[0][next] = now.at().toEpochMilli();
    columns[1][next] = now.attached();
    columns[2][next] = now.inGrace();
    columns[3][next] = now.offline();
    columns[4][next] = now.ended();
    columns[5][next] = now.timedOut();
    next = (next + 1) % columns[0].length;
    count = Math.min(count + 1, columns[0].length);
  }

  int size() {
    return count;
  }

  /** The one {@code back} before the newest, which is 0; the oldest if there are not so many. */
  Optional<Figures> back(int back) {
    if (count == 0) {
      return Optional.empty();
    }
    int length = columns[0].length;
    int at = Math.floorMod(next - 1 - Math.min(back, count - 1), length);
    return Optional.of(
        new Figures(
            Instant.ofEpochMilli(columns[0][at]),
            columns[1][at],
            columns[2][at],
            columns[3][at],
            columns[4][at],
            columns[5][at]));
  }
}
