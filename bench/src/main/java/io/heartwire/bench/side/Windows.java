package io.heartwire.bench.side;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Short windows of heartbeats, one after the other, until enough of them were quiet: others on the
 * same machine make each heartbeat dearer, and not for all servers alike.
 */
final class Windows {
  /** What others may take of all processors together, in processors. */
  static final double QUIET = 0.10;

  private Windows() {}

  /** Takes one window. */
  interface Window {
    Map<String, Double> take() throws IOException;
  }

  /**
   * The median window, by the cost of a heartbeat, of {@code wanted} quiet ones; of all, if {@code
   * most} did not bring as many.
   */
  static Map<String, Double> median(int wanted, int most, Window window) throws IOException {
    List<Map<String, Double>> quiet = new ArrayList<>();
    List<Map<String, Double>> all = new ArrayList<>();
    while (quiet.size() < wanted && all.size() < most) {
      Map<String, Double> taken = window.take();
      taken.put("us", Part.microsPerBeat(taken));
      all.add(taken);
      if (others(taken) <= QUIET) {
        quiet.add(taken);
      }
    }
    List<Map<String, Double>> chosen = quiet.size() < wanted ? all : quiet;
    chosen.sort(Comparator.comparingDouble(taken -> taken.getOrDefault("us", 0.0)));
    return chosen.get(chosen.size() / 2);
  }

  static double others(Map<String, Double> window) {
    return window.getOrDefault("others", 0.0);
  }
}
